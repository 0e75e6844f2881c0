#include "protocol/tls_trust_store.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <climits>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "protocol/tls_handles.hpp"

namespace potok {
namespace {

struct FreeOthers {
    void operator()(BIO* bio) const noexcept { BIO_free(bio); }
    void operator()(X509_CRL* list) const noexcept { X509_CRL_free(list); }
};
using OwnedBio = std::unique_ptr<BIO, FreeOthers>;
using OwnedCrl = std::unique_ptr<X509_CRL, FreeOthers>;

// One block between BEGIN and END.
struct PemBlock {
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long bytes = 0;

    PemBlock() = default;
    PemBlock(const PemBlock&) = delete;
    PemBlock& operator=(const PemBlock&) = delete;
    ~PemBlock() {
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_clear_free(data, static_cast<std::size_t>(bytes));  // it may be a key
    }
    [[nodiscard]] bool is(std::string_view wanted) const noexcept { return wanted == name; }
};

void count(bool good, std::size_t& counter, TrustStore::Added& added) noexcept {
    ++(good ? counter : added.damaged);
}

bool add_certificate(X509_STORE& store, const unsigned char* der, long bytes,
                     bool with_trust) noexcept {
    const OwnedX509 certificate(with_trust ? d2i_X509_AUX(nullptr, &der, bytes)
                                           : d2i_X509(nullptr, &der, bytes));
    return certificate && X509_STORE_add_cert(&store, certificate.get()) == 1;
}

bool add_list(X509_STORE& store, X509_CRL& list) noexcept {
    return X509_STORE_add_crl(&store, &list) == 1 &&
           X509_STORE_set_flags(&store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL) == 1;
}

bool add_list(X509_STORE& store, const unsigned char* der, long bytes) noexcept {
    const OwnedCrl list(d2i_X509_CRL(nullptr, &der, bytes));
    return list && add_list(store, *list);
}

void add_block(X509_STORE& store, const PemBlock& block, TrustStore::Added& added) noexcept {
    const bool with_trust = block.is(PEM_STRING_X509_TRUSTED);
    if (with_trust || block.is(PEM_STRING_X509) || block.is(PEM_STRING_X509_OLD)) {
        count(add_certificate(store, block.data, block.bytes, with_trust), added.certificates,
              added);
    } else if (block.is(PEM_STRING_X509_CRL)) {
        count(add_list(store, block.data, block.bytes), added.revocation_lists, added);
    }
}

TrustStore::Added add_pem(X509_STORE& store, BIO& text) noexcept {
    TrustStore::Added added;
    for (;;) {
        PemBlock block;
        if (PEM_read_bio(&text, &block.name, &block.header, &block.data, &block.bytes) == 1) {
            add_block(store, block, added);
            continue;
        }
        if (ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE) return added;
        ++added.damaged;
        if (BIO_eof(&text) == 1) return added;
    }
}

TrustStore::Added add_der(X509_STORE& store, Bytes text) noexcept {
    TrustStore::Added added;
    const auto* const der = reinterpret_cast<const unsigned char*>(text.data());
    const auto bytes = static_cast<long>(text.size());
    if (add_certificate(store, der, bytes, false)) {
        ++added.certificates;
    } else {
        count(add_list(store, der, bytes), added.revocation_lists, added);
    }
    return added;
}

template <class Visit>
void for_each_object(const X509_STORE& store, Visit&& visit) {
    // Nobody changes a store once it is shared, so its lock is not needed.
    STACK_OF(X509_OBJECT)* const objects = X509_STORE_get0_objects(&store);
    for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i)
        visit(*sk_X509_OBJECT_value(objects, i));
}

TrustStore::Digest digest_of(const X509_OBJECT& object) noexcept {
    TrustStore::Digest digest{};
    auto* const bytes = reinterpret_cast<unsigned char*>(digest.data());
    if (const X509* const certificate = X509_OBJECT_get0_X509(&object)) {
        X509_digest(certificate, EVP_sha256(), bytes, nullptr);
    } else if (const X509_CRL* const list = X509_OBJECT_get0_X509_CRL(&object)) {
        X509_CRL_digest(list, EVP_sha256(), bytes, nullptr);
    }
    return digest;
}

}  // namespace

void FreeTrustStore::operator()(x509_store_st* store) const noexcept {
    X509_STORE_free(store);
}

TrustStore::TrustStore() {
    begin_openssl();
    store_.reset(X509_STORE_new());
    ASSERT(store_ != nullptr);
    // Whatever the administrator names is trusted, also when another one issued it: a certificate
    // of a server, an authority in between.
    X509_STORE_set_flags(store_.get(), X509_V_FLAG_PARTIAL_CHAIN);
}

TrustStore::TrustStore(const TrustStore& other) noexcept : store_(other.share()) {}

TrustStore& TrustStore::operator=(const TrustStore& other) noexcept {
    store_ = other.share();
    return *this;
}

TrustStore::Added TrustStore::add(Bytes text) {
    if (text.size() > INT_MAX) return {.damaged = 1};
    const OwnedBio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    if (!bio) return {.damaged = 1};
    const bool is_pem = text_of(text).find("-----BEGIN") != std::string_view::npos;
    const Added added = is_pem ? add_pem(*store_, *bio) : add_der(*store_, text);
    ERR_clear_error();
    return added;
}

bool TrustStore::add(X509& certificate) noexcept {
    return X509_STORE_add_cert(store_.get(), &certificate) == 1;
}

bool TrustStore::add(X509_CRL& list) noexcept {
    return add_list(*store_, list);
}

bool TrustStore::has_revocation_lists() const noexcept {
    return (X509_VERIFY_PARAM_get_flags(X509_STORE_get0_param(store_.get())) &
            X509_V_FLAG_CRL_CHECK) != 0;
}

std::size_t TrustStore::size() const noexcept {
    std::size_t certificates = 0;
    for_each_object(*store_, [&certificates](const X509_OBJECT& object) {
        certificates += X509_OBJECT_get_type(&object) == X509_LU_X509 ? 1U : 0U;
    });
    return certificates;
}

bool TrustStore::has_authority(const X509_NAME& subject) const noexcept {
    bool found = false;
    for_each_object(*store_, [&](const X509_OBJECT& object) {
        const X509* const authority = X509_OBJECT_get0_X509(&object);
        found = found || (authority != nullptr &&
                          X509_NAME_cmp(X509_get_subject_name(authority), &subject) == 0);
    });
    return found;
}

TrustStore::Digest TrustStore::digest() const {
    std::vector<Digest> each;
    for_each_object(*store_,
                    [&each](const X509_OBJECT& object) { each.push_back(digest_of(object)); });
    std::sort(each.begin(), each.end());  // whatever the order they came in
    Digest digest{};
    EVP_Digest(each.data(), each.size() * sizeof(Digest),
               reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_sha256(), nullptr);
    return digest;
}

OwnedTrustStore TrustStore::share() const noexcept {
    X509_STORE_up_ref(store_.get());
    return OwnedTrustStore(store_.get());
}

}  // namespace potok
