#include "loadtest/tls_findings.hpp"

#include <algorithm>
#include <utility>

namespace potok::loadtest {
namespace {

// Those that one sentence tells of.
bool are_alike(const TlsFailure& one, const TlsFailure& other) noexcept {
    if (one.kind != other.kind || one.alert != other.alert) return false;
    if (!one.certificate || !other.certificate) return !one.certificate == !other.certificate;
    return one.certificate->problem == other.certificate->problem;
}

}  // namespace

void TlsFindings::note_established(const TlsFacts& facts, Duration took) {
    took_.record(took);
    Agreed agreed{.version = facts.version, .suite = std::string(facts.suite)};
    ++(facts.resumed ? agreed.resumed : agreed.full);
    add(agreed);
}

void TlsFindings::note_failure(std::uint32_t connection, TlsFailure failure) {
    add(Failed{std::make_shared<const TlsFailure>(std::move(failure)), 1, connection});
}

void TlsFindings::merge(const TlsFindings& other) {
    for (const Agreed& agreed : other.agreed_)
        add(agreed);
    for (const Failed& failed : other.failures_)
        add(failed);
    took_.merge(other.took_);
}

void TlsFindings::add(const Agreed& agreed) {
    const auto known = std::ranges::find_if(agreed_, [&](const Agreed& one) {
        return one.version == agreed.version && one.suite == agreed.suite;
    });
    if (known == agreed_.end()) {
        if (agreed_.size() < kKindsMax) agreed_.push_back(agreed);
        return;
    }
    known->full += agreed.full;
    known->resumed += agreed.resumed;
}

void TlsFindings::add(const Failed& failed) {
    const auto known = std::ranges::find_if(
        failures_, [&](const Failed& one) { return are_alike(*one.failure, *failed.failure); });
    if (known == failures_.end()) {
        if (failures_.size() < kKindsMax) failures_.push_back(failed);
        return;
    }
    const std::uint64_t count = known->count + failed.count;
    if (failed.connection < known->connection) *known = failed;
    known->count = count;
}

}  // namespace potok::loadtest
