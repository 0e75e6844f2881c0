// NameHelper: who makes the resolver's look-ups, one after the other, and gives each question back
// to its loop.
//
// A seam, because a look-up blocks and so needs a thread of its own, which no test can step:
// name_helper.cpp has that thread, the simulator a script. ask(): any thread; the rest: the
// owner's.
#pragma once

#include <cstddef>
#include <memory>

#include "reactor/resolver.hpp"

namespace potok {

class NameHelper {
  public:
    NameHelper(std::size_t waiting_max, Resolver::LookUp look_up);
    NameHelper(const NameHelper&) = delete;
    NameHelper& operator=(const NameHelper&) = delete;

    // Waits for the look-up in hand; those behind it are answered with SystemCause::other.
    ~NameHelper();

    // False: too many wait, or there is nobody to make look-ups.
    [[nodiscard]] bool ask(std::unique_ptr<NameQuestion> question);

  private:
    class Line;

    std::unique_ptr<Line> line_;
};

}  // namespace potok
