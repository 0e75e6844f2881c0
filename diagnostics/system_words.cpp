#include "diagnostics/system_words.hpp"

#include <system_error>

namespace potok {
namespace {

Text words_of(const std::error_condition& condition) noexcept {
    if (condition.category() != std::generic_category()) return {};
    switch (static_cast<std::errc>(condition.value())) {
        case std::errc::no_such_file_or_directory:
            return {"no such file or directory", "нет такого файла или каталога"};
        case std::errc::is_a_directory:
            return {"it is a directory", "это каталог"};
        case std::errc::not_a_directory:
            return {"part of the path is not a directory", "часть пути — не каталог"};
        case std::errc::permission_denied:
            return {"permission denied", "нет прав"};
        case std::errc::operation_not_permitted:
            return {"the system does not permit it", "система этого не разрешает"};
        case std::errc::no_space_on_device:
            return {"no space is left on the disk", "на диске не осталось места"};
        case std::errc::read_only_file_system:
            return {"the file system is read-only", "файловая система только для чтения"};
        case std::errc::filename_too_long:
            return {"the name is too long", "слишком длинное имя"};
        case std::errc::too_many_files_open:
            return {"too many files are open", "открыто слишком много файлов"};
        case std::errc::not_enough_memory:
            return {"not enough memory", "не хватает памяти"};
        case std::errc::io_error:
            return {"input or output failed", "сбой ввода-вывода"};
        case std::errc::resource_unavailable_try_again:
            return {"the system has none to give now", "системе сейчас нечего дать"};
        default:
            return {};
    }
}

}  // namespace

std::string system_words(Language language, int code) {
    const std::error_code error(code, std::system_category());
    const Text words = words_of(error.default_error_condition());
    return words.empty() ? error.message() : std::string(words.in(language));
}

}  // namespace potok
