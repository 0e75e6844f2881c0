// A file of certificates and keys: what is read is a pair that fits and can be written and read
// again, what is not is a fault that names its file; no file makes the reading long.
//
// Own settings: one byte, of whose bits 0 and 1 are the password (none, one of no letters,
// "secret", one that nobody has), and bit 2 says that the input is the key's file and not the
// certificate's.
#include "protocol/certificate_judgement.hpp"
#include "protocol/certificate_reading.hpp"
#include "protocol/certificate_writing.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

using Kind = CertificateFault::Kind;

constexpr std::array<Password, 4> kPasswords = {std::nullopt, "", "secret", "nobody's"};

// The one that the keys of the corpus are for.
constexpr std::string_view kCertificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBkjCCATegAwIBAgIUJJ5rJ6f1V/kbSwyFFOF0jox10t8wCgYIKoZIzj0EAwIw\n"
    "DzENMAsGA1UEAwwEZnV6ejAgFw0yNjExMjIwNTE2NDFaGA8yMTI2MTAyOTA1MTY0\n"
    "MVowDzENMAsGA1UEAwwEZnV6ejBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABG95\n"
    "iEqw3of5hd3y1BIGH9utAzniH01khiP4cwZxpxA7EnVSyh3/1rUbY0teE2EvbU6G\n"
    "9NMRE4iTz5heQowXPXOjbzBtMB0GA1UdDgQWBBRdCzw4YY4GZSQpJG91nm/6HhrD\n"
    "STAfBgNVHSMEGDAWgBRdCzw4YY4GZSQpJG91nm/6HhrDSTAPBgNVHRMBAf8EBTAD\n"
    "AQH/MBoGA1UdEQQTMBGCCWEuZXhhbXBsZYcEfwAAATAKBggqhkjOPQQDAgNJADBG\n"
    "AiEA2Wr0s5KWk5qAU/IO1+YhQry6QPC66xVAMGuQtqSd03QCIQCzmFiLOAj7pJXm\n"
    "Wyll6kfyvHICq7naRoH4vL3pHGOjkg==\n"
    "-----END CERTIFICATE-----\n";

void check_fault(const CertificateFault& fault) {
    require(fault.path == "fuzzed" || fault.path == "other", "a fault names its file");
    require(fault.kind != Kind::openssl_failed, "and says what is wrong with it");
}

void check_credentials(const Credentials& credentials) {
    const CertificateFacts& facts = credentials.facts();
    require(parse_fingerprint(fingerprint_text(facts.fingerprint)) == facts.fingerprint,
            "a fingerprint is read as it was written");
    static_cast<void>(find_fault(credentials, {.now = facts.not_before}));
    static_cast<void>(find_warning(credentials, {.now = facts.not_before}));

    const auto key = key_pem(credentials);
    require(key.ok(), "a key that was read can be written");
    const std::string text = certificate_pem(credentials) + std::string(key.value().text());
    const auto again = read_credentials({.certificate = {bytes_of(text), "other"}});
    require(again && again.value().facts().fingerprint == facts.fingerprint,
            "what was written is what was read");
    require(again.value().chain().size() == credentials.chain().size(), "the chain too");
}

void check_certificates(Bytes bytes, Password password) {
    const auto read = read_certificates({bytes, "fuzzed"}, password);
    if (!read) return check_fault(read.error());
    require(!read.value().empty(), "no certificate is a fault");
    const std::string text = certificate_pem(read.value());
    const auto again = read_certificates({bytes_of(text), "other"});
    require(again && certificate_pem(again.value()) == text, "written and read they are the same");
    for (const OwnedX509& one : read.value())
        require(!facts_of(one.get()).signature.empty(), "each has facts");
}

void check(FuzzInput input) {
    const std::uint8_t settings = input.take_byte();
    const Password password = kPasswords[settings & 3];
    const CertificateBytes fuzzed{input.rest(), "fuzzed"};
    CredentialBytes files{.certificate = fuzzed, .password = password};
    if ((settings & 4) != 0) {
        files.certificate = {bytes_of(kCertificate), "other"};
        files.key = fuzzed;
    }
    const auto read = read_credentials(files);
    if (!read) check_fault(read.error());
    if (read) check_credentials(read.value());
    check_certificates(fuzzed.bytes, password);
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
