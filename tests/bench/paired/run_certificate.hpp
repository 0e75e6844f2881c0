// run_certificate: the certificate that one run's servers show and its generator trusts: ECDSA with
// P-256, for 127.0.0.1, signed by itself.
#pragma once

#include <string>

namespace potok::bench {

// Writes chain and key into one PEM file; ends this program where that fails.
void make_run_certificate(const std::string& path);

}  // namespace potok::bench
