// Talk: what a client of a protocol with requests says, and what it is owed for it, in order.
//
// Built by parts: after each, `owed` is all that a server owes to one who has said `says`. What is
// owed is written as the client's ClientView writes what it reads. One thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace potok::sim {

struct Talk {
    std::string says;
    std::string owed;

    // A part is whole: what was said until now is answered with what is owed until now.
    void mark() { marks.push_back({says.size(), owed.size()}); }

    // What is owed to one of whom the first `arrived` bytes have come.
    [[nodiscard]] std::size_t owed_for(std::size_t arrived) const {
        std::size_t bytes = 0;
        for (const Mark& each : marks) {
            if (each.said <= arrived) bytes = each.owed;
        }
        return bytes;
    }

    struct Mark {
        std::size_t said;
        std::size_t owed;
    };
    std::vector<Mark> marks;
};

}  // namespace potok::sim
