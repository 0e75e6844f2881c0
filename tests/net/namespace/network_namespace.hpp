// NetworkNamespace: a network of the test program's own, where packets can be dropped and
// connections reset without anybody else's.
//
// Entering it cannot be undone: the program and all that it starts live in it from then on, with
// nothing but a loopback interface. It needs a kernel that lets this user make one, and nft. One
// thread, before any other is started.
#pragma once

#include <string>

namespace potok::testing {

class NetworkNamespace {
  public:
    // Enters it, the first time that it is asked. Empty, or why it cannot be.
    [[nodiscard]] static std::string enter();

    // A rule for packets on their way in, in nft's words: "tcp dport 80 drop". False: nft refused.
    [[nodiscard]] static bool add_rule(const std::string& rule);
    static void clear_rules();
};

}  // namespace potok::testing
