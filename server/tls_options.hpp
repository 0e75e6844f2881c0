// The options of TLS that all servers have, as rows for their tables.
//
//   constexpr auto kOptions = joined(kOwnOptions, tls_options<&Settings::tls>);
#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "cli/option.hpp"
#include "server/tls_settings.hpp"

namespace potok {

inline constexpr Text kTlsGroup{"TLS", "TLS"};

// `Tls` is the member of a program's settings that they fill: a TlsSettings.
template <auto Tls>
inline constexpr std::array<cli::Option, 9> tls_options = {{
    {.name = "cert",
     .kind = cli::Kind::file,
     .repeatable = true,
     .group = kTlsGroup,
     .help = {"Certificate with its chain, PEM, DER or PFX; several: the first is shown to whoever "
              "asks for no name or another one. Read again on SIGHUP",
              "Сертификат с цепочкой: PEM, DER или PFX; если их несколько, первый показывают тем, "
              "кто не назвал имени или назвал другое. По SIGHUP читается заново"},
     .into = cli::into<Tls, &TlsSettings::certificates>},
    {.name = "key",
     .kind = cli::Kind::file,
     .preset_note = {"in the file of the certificate", "в файле сертификата"},
     .repeatable = true,
     .group = kTlsGroup,
     .help = {"Private key of each --cert, in the same order",
              "Закрытый ключ к каждому --cert, в том же порядке"},
     .into = cli::into<Tls, &TlsSettings::keys>},
    {.name = "key-password-file",
     .kind = cli::Kind::file,
     .group = kTlsGroup,
     .help = {"File whose first line is the password of the keys and PFX files",
              "Файл, в первой строке которого пароль ключей и файлов PFX"},
     .into = cli::into<Tls, &TlsSettings::key_password_file>},
    {.name = "pfx",
     .kind = cli::Kind::file,
     .repeatable = true,
     .group = kTlsGroup,
     .help = {"Certificate, chain and key in one PFX (PKCS#12) file, as Windows exports them",
              "Сертификат, цепочка и ключ в одном файле PFX (PKCS#12), как их выгружает Windows"},
     .into = cli::into<Tls, &TlsSettings::pfx>},
    {.name = "self-signed",
     .kind = cli::Kind::flag,
     .group = kTlsGroup,
     .help = {"Make a certificate of its own for this run and print its fingerprint, by which "
              "clients can know it",
              "Сделать на время работы собственный сертификат и вывести его отпечаток, по "
              "которому клиенты смогут его узнать"},
     .into = cli::into<Tls, &TlsSettings::self_signed>},
    {.name = "client-ca",
     .kind = cli::Kind::file,
     .group = kTlsGroup,
     .help = {"Certificates, PEM, of the authorities whose client certificates are accepted",
              "Сертификаты (PEM) центров, чьи клиентские сертификаты принимаются"},
     .into = cli::into<Tls, &TlsSettings::client_ca>},
    {.name = "client-cert",
     .kind = cli::Kind::choice,
     .preset_note = {"require, with --client-ca", "require, если есть --client-ca"},
     .choices = "request require",
     .group = kTlsGroup,
     .help = {"Whether a client may do without a certificate (request) or not (require)",
              "Может ли клиент обойтись без сертификата (request) или нет (require)"},
     .into = cli::into<Tls, &TlsSettings::client_certificates>},
    {.name = "crl",
     .kind = cli::Kind::file,
     .repeatable = true,
     .group = kTlsGroup,
     .help = {"Revocation list, PEM or DER, of an authority of --client-ca; read again on SIGHUP",
              "Список отозванных сертификатов (PEM или DER) центра из --client-ca; по SIGHUP "
              "читается заново"},
     .into = cli::into<Tls, &TlsSettings::revocation_lists>},
    {.name = "tls",
     .kind = cli::Kind::choice,
     .preset = "intermediate",
     .choices = "intermediate modern",
     .group = kTlsGroup,
     .help = {"Versions and ciphers, as Mozilla recommends them: intermediate, TLS 1.2 and 1.3; "
              "modern, TLS 1.3 only",
              "Версии и шифры по рекомендациям Mozilla: intermediate — TLS 1.2 и 1.3, modern — "
              "только TLS 1.3"},
     .into = cli::into<Tls, &TlsSettings::profile>},
}};

template <std::size_t First, std::size_t Second>
[[nodiscard]] constexpr std::array<cli::Option, First + Second> joined(
    const std::array<cli::Option, First>& first, const std::array<cli::Option, Second>& second) {
    std::array<cli::Option, First + Second> all;
    std::copy(second.begin(), second.end(), std::copy(first.begin(), first.end(), all.begin()));
    return all;
}

// What is wrong with them together, or with them and the addresses; empty where nothing is.
// `tls_address`: one of those to listen on that speaks TLS; empty where none does.
[[nodiscard]] std::string check_tls_settings(const TlsSettings& settings,
                                             std::string_view tls_address, Language language);

}  // namespace potok
