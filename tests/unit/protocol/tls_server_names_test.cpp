#include "protocol/tls_server_names.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/tls_laboratory.hpp"

namespace potok::testing {
namespace {

using Set = TlsServerNames::Set;

// Credentials of "DNS:…" lists, and their names.
class Names {
  public:
    struct Row {
        std::string names;
        TestKey key = TestKey::p256;
    };
    explicit Names(std::initializer_list<Row> rows) {
        for (const Row& row : rows)
            credentials_.push_back(
                make_certificate({.names = row.names, .key = row.key}).credentials());
        std::vector<const Credentials*> pointers;
        for (const Credentials& one : credentials_)
            pointers.push_back(&one);
        names_.emplace(pointers);
    }

    [[nodiscard]] const Set& default_set() const { return names_->sets().front(); }
    [[nodiscard]] Set find(std::string_view name) const {
        const auto index = names_->find(name);
        return index ? names_->sets()[*index] : Set{};
    }
    [[nodiscard]] std::size_t sets() const { return names_->sets().size(); }

  private:
    std::vector<Credentials> credentials_;
    std::optional<TlsServerNames> names_;
};

TEST(TlsServerNames, AreFoundWithoutRegardToCase) {
    const Names names{{"DNS:a.example"}, {"DNS:B.Example"}};
    EXPECT_EQ(names.find("A.eXample"), Set{0});
    EXPECT_EQ(names.find("b.example"), Set{1});
    EXPECT_EQ(names.find("c.example"), Set{});
    EXPECT_EQ(names.find(""), Set{});
}

TEST(TlsServerNames, AWildcardIsOneLabelAndComesBehindAnExactName) {
    const Names names{{"DNS:*.a.example"}, {"DNS:b.a.example"}};
    EXPECT_EQ(names.find("x.a.example"), Set{0});
    EXPECT_EQ(names.find("b.a.example"), Set{1});
    EXPECT_EQ(names.find("a.example"), Set{});
    EXPECT_EQ(names.find("x.y.a.example"), Set{});
    EXPECT_EQ(names.find(".a.example"), Set{0});  // no host has that name
}

TEST(TlsServerNames, ADotBehindANameIsNoPartOfIt) {
    const Names names{{"DNS:a.example"}, {"DNS:*.b.example"}};
    EXPECT_EQ(names.find("a.example."), Set{0});
    EXPECT_EQ(names.find("x.b.example."), Set{1});
    EXPECT_EQ(names.find("a.example.."), Set{});
    EXPECT_EQ(names.find("."), Set{});
}

TEST(TlsServerNames, WhatIsLongerThanANameCanBeIsNobodysName) {
    const Names names{{"DNS:*.a.example"}};
    const std::string parent = ".a.example";
    for (const std::size_t length : {253u, 254u, 255u, 256u, 257u, 4000u}) {
        const std::string name = std::string(length - parent.size(), 'x') + parent;
        EXPECT_EQ(names.find(name), length <= TlsServerNames::kNameMax ? Set{0} : Set{}) << length;
    }
}

TEST(TlsServerNames, ANameHasOneCertificateOfEachKindOfKey) {
    const Names names{{"DNS:a.example,DNS:c.example", TestKey::p256},
                      {"DNS:a.example,DNS:b.example", TestKey::rsa2048},
                      {"DNS:a.example,DNS:b.example", TestKey::p256}};
    EXPECT_EQ(names.default_set(), (Set{0, 1}));
    EXPECT_EQ(names.find("a.example"), (Set{0, 1}));
    EXPECT_EQ(names.find("b.example"), (Set{1, 2}));
    EXPECT_EQ(names.find("c.example"), Set{0});
    EXPECT_EQ(names.sets(), 3u);
}

TEST(TlsServerNames, TheFirstIsShownAlsoWhenItHasNoName) {
    const Names names{{""}, {"DNS:a.example"}};
    EXPECT_EQ(names.default_set(), Set{0});
    EXPECT_EQ(names.find("a.example"), Set{1});
    const std::vector<const Credentials*> none;
    EXPECT_TRUE(TlsServerNames(none).sets().empty());
}

}  // namespace
}  // namespace potok::testing
