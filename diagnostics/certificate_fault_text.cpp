#include "diagnostics/certificate_fault_text.hpp"

#include <array>

#include "diagnostics/enum_table.hpp"
#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"
#include "diagnostics/system_words.hpp"
#include "diagnostics/timestamp.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;

struct Row {
    Kind kind;
    std::string_view name;
    Text text;
};

constexpr std::array kRows{
    Row{Kind::no_such_file,
        "no_such_file",
        {"there is no file {path}: correct the path to the certificate or the key",
         "нет файла {path}: исправьте путь к сертификату или ключу"}},
    Row{Kind::permission_denied,
        "permission_denied",
        {"the file {path} may not be read: give the user that the program runs as the right to",
         "файл {path} нельзя прочитать: дайте это право пользователю, под которым работает "
         "программа"}},
    Row{Kind::is_directory,
        "is_directory",
        {"{path} is a directory: name the file in it", "{path} — папка: укажите файл в ней"}},
    Row{Kind::not_a_plain_file,
        "not_a_plain_file",
        {"{path} is a pipe or a device, which may never end: save the certificate or the key to a "
         "file",
         "{path} — канал или устройство, чтение может не кончиться: сохраните сертификат или ключ "
         "в файл"}},
    Row{Kind::unreadable,
        "unreadable",
        {"the file {path} cannot be read: {system}", "файл {path} не читается: {system}"}},
    Row{Kind::empty_file,
        "empty_file",
        {"the file {path} is empty: put the certificate or the key in it again",
         "файл {path} пуст: запишите в него сертификат или ключ заново"}},
    Row{Kind::too_large,
        "too_large",
        {"the file {path} is larger than {limit} bytes, the most that is read of one of its kind: "
         "name another one",
         "файл {path} больше {limit} байт, файлы такого рода больше не читаются: укажите другой"}},

    Row{Kind::unknown_format,
        "unknown_format",
        {"the file {path} is neither PEM nor DER nor PFX: name a certificate or a key of one of "
         "these formats",
         "файл {path} — не PEM, не DER и не PFX: укажите сертификат или ключ в одном из этих "
         "форматов"}},
    Row{Kind::damaged,
        "damaged",
        {"the file {path} is damaged or cut off: copy it anew from where it was made",
         "файл {path} повреждён или обрезан: скопируйте его заново оттуда, где он создан"}},
    Row{Kind::too_many_certificates,
        "too_many_certificates",
        {"the file {path} holds more than {limit} certificates: leave those that are needed",
         "в файле {path} больше {limit} сертификатов: оставьте нужные"}},
    Row{Kind::no_certificate,
        "no_certificate",
        {"there is no certificate in the file {path}: name the one that its issuer gave out",
         "в файле {path} нет сертификата: укажите тот, что выдал издатель"}},
    Row{Kind::no_key,
        "no_key",
        {"there is no private key in the file {path}: name the one that the certificate was "
         "requested with",
         "в файле {path} нет закрытого ключа: укажите тот, с которым запрашивали сертификат"}},
    Row{Kind::key_beside_certificate,
        "key_beside_certificate",
        {"the file {path} holds a certificate and no private key: name the file of its key too",
         "в файле {path} есть сертификат, но нет закрытого ключа: укажите и файл ключа"}},
    Row{Kind::certificate_file_holds_key,
        "certificate_file_holds_key",
        {"the file {path} holds a private key and no certificate: name the certificate's file",
         "в файле {path} закрытый ключ, а сертификата нет: укажите файл сертификата"}},
    Row{Kind::key_file_holds_certificate,
        "key_file_holds_certificate",
        {"the file {path} holds a certificate and no private key: name the key's file",
         "в файле {path} сертификат, а закрытого ключа нет: укажите файл ключа"}},
    Row{Kind::files_swapped,
        "files_swapped",
        {"the file {path} holds the private key, and {other} the certificate: swap the two",
         "в файле {path} закрытый ключ, а в {other} сертификат: поменяйте их местами"}},
    Row{Kind::holds_request,
        "holds_request",
        {"the file {path} holds a request for a certificate: have it signed, and name what comes "
         "back",
         "в файле {path} запрос на сертификат: подпишите его у издателя и укажите то, что он "
         "пришлёт"}},
    Row{Kind::holds_public_key,
        "holds_public_key",
        {"the file {path} holds a public key: name a certificate and a private key",
         "в файле {path} открытый ключ: укажите сертификат и закрытый ключ"}},
    Row{Kind::pfx_without_key,
        "pfx_without_key",
        {"there is no private key in the PFX {path}: export it again together with the private key",
         "в PFX {path} нет закрытого ключа: экспортируйте его заново вместе с закрытым ключом"}},
    Row{Kind::pfx_without_certificate,
        "pfx_without_certificate",
        {"there is no certificate in the PFX {path}: export it again together with the certificate",
         "в PFX {path} нет сертификата: экспортируйте его заново вместе с сертификатом"}},

    Row{Kind::no_revocation_list,
        "no_revocation_list",
        {"there is no revocation list in the file {path}: name the file (.crl) that the authority "
         "publishes",
         "в файле {path} нет списка отозванных сертификатов: укажите файл (.crl), который "
         "публикует центр"}},

    Row{Kind::password_needed,
        "password_needed",
        {"the file {path} is encrypted: give its password",
         "файл {path} зашифрован: укажите его пароль"}},
    Row{Kind::password_wrong,
        "password_wrong",
        {"the password does not fit the file {path}: look at its case and the keyboard's layout",
         "пароль не подходит к файлу {path}: проверьте регистр и раскладку"}},
    Row{Kind::pfx_old_algorithm,
        "pfx_old_algorithm",
        {"the PFX {path} is encrypted by {algorithm}, which OpenSSL 3 refuses: convert it with "
         "openssl pkcs12 -legacy -in {path} -out {converted}, choose a new password where it asks "
         "for a pass phrase, and name {converted} together with a file of that password "
         "(--key-password-file)",
         "PFX {path} зашифрован {algorithm}, OpenSSL 3 такое не принимает: преобразуйте его "
         "командой openssl pkcs12 -legacy -in {path} -out {converted}, на вопрос о PEM pass phrase "
         "придумайте новый пароль и укажите {converted} вместе с файлом этого пароля "
         "(--key-password-file)"}},
    Row{Kind::key_old_algorithm,
        "key_old_algorithm",
        {"the key in the file {path} is encrypted by {algorithm}, which OpenSSL 3 refuses: convert "
         "it with openssl pkey -provider legacy -provider default -aes256 -in {path} -out "
         "{converted}, choose a new password where it asks for one to encrypt with, and name "
         "{converted} together with a file of that password (--key-password-file)",
         "ключ в файле {path} зашифрован {algorithm}, OpenSSL 3 такое не принимает: преобразуйте "
         "его командой openssl pkey -provider legacy -provider default -aes256 -in {path} -out "
         "{converted}, на вопрос о пароле для шифрования придумайте новый и укажите {converted} "
         "вместе с файлом этого пароля (--key-password-file)"}},
    Row{Kind::too_much_work,
        "too_much_work",
        {"the file {path} wants its password hashed for minutes: export it again with the usual "
         "number of iterations",
         "файл {path} требует хешировать пароль минутами: экспортируйте его заново с обычным "
         "числом итераций"}},

    Row{Kind::key_mismatch, "key_mismatch", {}},
    Row{Kind::gost,
        "gost",
        {"the file {path} uses GOST ({algorithm}), which is not supported: use a certificate with "
         "an ECDSA or RSA key",
         "файл {path} использует ГОСТ ({algorithm}), он не поддерживается: нужен сертификат с "
         "ключом ECDSA или RSA"}},
    Row{Kind::unsupported_algorithm,
        "unsupported_algorithm",
        {"the file {path} uses {algorithm}, which is not supported: use a certificate with an "
         "ECDSA P-256 or RSA key",
         "файл {path} использует {algorithm}, это не поддерживается: нужен сертификат с ключом "
         "ECDSA P-256 или RSA"}},
    Row{Kind::weak_key,
        "weak_key",
        {"the certificate of {subject} in the file {path} has a key {algorithm} of {bits} bits, "
         "too weak for clients: have one issued for RSA of 2048 bits or ECDSA P-256",
         "у сертификата {subject} в файле {path} ключ {algorithm} в {bits} бит, клиентам этого "
         "мало: закажите сертификат для RSA в 2048 бит или ECDSA P-256"}},
    Row{Kind::weak_signature,
        "weak_signature",
        {"the certificate of {subject} in the file {path} is signed with {algorithm}, which can be "
         "forged: have it issued anew, with SHA-256",
         "сертификат {subject} в файле {path} подписан {algorithm}, такую подпись можно подделать: "
         "закажите его заново, с SHA-256"}},

    Row{Kind::expired,
        "expired",
        {"the certificate of {subject} in the file {path} expired on {date}, {days} ago: renew it",
         "сертификат {subject} в файле {path} истёк {date}, {days} назад: продлите его"}},
    Row{Kind::not_yet_valid,
        "not_yet_valid",
        {"the certificate of {subject} in the file {path} is valid from {date} on, in {days}: "
         "check this machine's clock",
         "сертификат {subject} в файле {path} действует с {date}, через {days}: проверьте часы "
         "этой машины"}},
    Row{Kind::expires_soon,
        "expires_soon",
        {"the certificate of {subject} in the file {path} expires on {date}, in {days}: renew it",
         "сертификат {subject} в файле {path} истекает {date}, через {days}: продлите его"}},
    Row{Kind::issuer_expired,
        "issuer_expired",
        {"the issuer {subject}, whose certificate is in the file {path} too, expired on {date}, "
         "{days} ago: clients that know no other one refuse the server; take the chain anew from "
         "who issued the certificate",
         "сертификат издателя {subject} в файле {path} истёк {date}, {days} назад: клиенты, не "
         "знающие другого, отвергнут сервер; возьмите цепочку заново у того, кто выдал "
         "сертификат"}},

    Row{Kind::list_expired,
        "list_expired",
        {"the revocation list of {subject} in the file {path} was valid until {date}, {days} ago, "
         "and every certificate of theirs is refused without a newer one: fetch it from the "
         "authority",
         "список отозванных сертификатов {subject} в файле {path} действовал до {date}, {days} "
         "назад, без нового отвергаются все сертификаты этого центра: получите новый список у "
         "центра"}},
    Row{Kind::list_not_yet_valid,
        "list_not_yet_valid",
        {"the revocation list of {subject} in the file {path} is valid from {date} on, in {days}: "
         "check this machine's clock",
         "список отозванных сертификатов {subject} в файле {path} действует с {date}, через "
         "{days}: проверьте часы этой машины"}},
    Row{Kind::list_expires_soon,
        "list_expires_soon",
        {"the revocation list of {subject} in the file {path} is valid until {date} only: put the "
         "next one in its place and reload, or every certificate of theirs is refused",
         "список отозванных сертификатов {subject} в файле {path} действует только до {date}: "
         "положите на его место следующий и перечитайте его, иначе будут отвергнуты все "
         "сертификаты этого центра"}},
    Row{Kind::list_of_another,
        "list_of_another",
        {"the revocation list in the file {path} is of {subject}, who is none of the authorities "
         "that are trusted: name the list of one that is",
         "список отозванных сертификатов в файле {path} выпустил {subject}, а среди доверенных "
         "центров такого нет: укажите список доверенного центра"}},

    Row{Kind::bad_name,
        "bad_name",
        {"a certificate cannot be for {subject}: name a host, as a.example or *.a.example, or an "
         "address",
         "сертификат не выпустить для {subject}: укажите узел, например a.example или *.a.example, "
         "или адрес"}},
    Row{Kind::too_many_names,
        "too_many_names",
        {"a certificate has at most {limit} names: name fewer",
         "у сертификата не больше {limit} имён: укажите меньше"}},
    Row{Kind::bad_validity,
        "bad_validity",
        {"a certificate cannot be valid for {days}: choose from 1 to {limit}",
         "срок сертификата не может быть {days}: выберите от 1 до {limit}"}},
    Row{Kind::openssl_failed,
        "openssl_failed",
        {"OpenSSL failed with error {code}: openssl errstr {code} says more",
         "сбой OpenSSL с ошибкой {code}: подробнее скажет openssl errstr {code}"}},
};
static_assert(covers_in_order(kRows, &Row::kind, kLastCertificateFault));

const Row& row_of(Kind kind) noexcept {
    return kRows[static_cast<std::size_t>(kind)];
}

Text pattern_of(const CertificateFault& fault) noexcept {
    if (fault.kind != Kind::key_mismatch) return row_of(fault.kind).text;
    if (fault.other_path.empty())
        return {
            "the private key in the file {path} belongs to no certificate in it: put those in "
            "it that were made together",
            "закрытый ключ в файле {path} не подходит ни к одному сертификату в нём: соберите "
            "в файле те, что выпущены вместе"};
    return {
        "the private key in {other} does not belong to the certificate in {path}: name the "
        "files that were made together",
        "закрытый ключ в {other} не подходит к сертификату в {path}: укажите файлы, выпущенные "
        "вместе"};
}

// "1 day", "2 days"; «21 день», «2 дня», «11 дней».
std::string days_text(Language language, std::int64_t days) {
    const std::string number = std::to_string(days);
    if (language == Language::english) return number + (days == 1 ? " day" : " days");
    const std::int64_t tens = days % 100;
    const std::int64_t ones = days % 10;
    if (tens >= 11 && tens <= 14) return number + " дней";
    if (ones == 1) return number + " день";
    return number + (ones >= 2 && ones <= 4 ? " дня" : " дней");
}

std::string date_text(std::chrono::sys_seconds moment) {
    constexpr std::size_t kDate = std::string_view("2026-05-04").size();
    return utc_timestamp(moment).substr(0, kDate);
}

// Beside the old file, "old.pfx" → "old.pem"; a key's "old.key" → "old-new.key".
std::string converted(const CertificateFault& fault) {
    const std::string& path = fault.path;
    const std::size_t name = path.find_last_of("/\\") + 1;
    const std::size_t dot = path.rfind('.');
    const std::size_t stem = dot == std::string::npos || dot <= name ? path.size() : dot;
    const bool pfx = fault.kind == Kind::pfx_old_algorithm;
    return path.substr(0, stem) + (pfx ? ".pem" : "-new" + path.substr(stem));
}

// Long enough for a command to be pasted whole.
std::string path_text(std::string_view path) {
    constexpr std::size_t kPathLimit = 4096;
    return quoted(path, kPathLimit);
}

std::string hexadecimal(unsigned long code) {
    std::string digits;
    for (; code != 0 || digits.empty(); code >>= 4)
        digits.insert(digits.begin(), "0123456789ABCDEF"[code & 0xF]);
    return digits;
}

}  // namespace

std::string_view certificate_fault_name(CertificateFault::Kind kind) noexcept {
    return row_of(kind).name;
}

std::string certificate_fault_text(Language language, const CertificateFault& fault) {
    const std::string system =
        fault.kind == Kind::unreadable ? system_words(language, fault.system_error) : std::string();
    return fill(pattern_of(fault), language,
                {{"path", path_text(fault.path)},
                 {"other", path_text(fault.other_path)},
                 {"converted", path_text(converted(fault))},
                 {"algorithm", escaped(fault.algorithm)},
                 {"subject", quoted(fault.subject)},
                 {"bits", std::to_string(fault.bits)},
                 {"limit", std::to_string(fault.limit)},
                 {"days", days_text(language, fault.days)},
                 {"date", date_text(fault.moment)},
                 {"system", system},
                 {"code", hexadecimal(fault.library_error)}});
}

}  // namespace potok
