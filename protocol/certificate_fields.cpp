#include "protocol/certificate_fields.hpp"

#include <openssl/x509.h>

#include <ctime>

#include "protocol/certificate_openssl.hpp"

namespace potok {

std::string text_of_name(const X509_NAME* name) {
    const Owned<BIO, BIO_free_all> out(BIO_new(BIO_s_mem()));
    constexpr unsigned long kForm = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
    if (!out || X509_NAME_print_ex(out.get(), name, 0, kForm) < 0) return {};
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

std::optional<std::chrono::sys_seconds> moment_of(const ASN1_TIME* time) {
    using namespace std::chrono;
    std::tm at{};
    // OpenSSL takes none for the moment that it is.
    if (time == nullptr || ASN1_TIME_to_tm(time, &at) != 1) return std::nullopt;
    const year_month_day day{year(at.tm_year + 1900), month(static_cast<unsigned>(at.tm_mon) + 1),
                             std::chrono::day(static_cast<unsigned>(at.tm_mday))};
    return sys_days(day) + hours(at.tm_hour) + minutes(at.tm_min) + seconds(at.tm_sec);
}

}  // namespace potok
