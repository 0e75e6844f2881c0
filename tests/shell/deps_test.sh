#!/bin/bash
# packaging/deps.sh on machines of every kind, played by stand-ins for dpkg-query, apt-get, sudo and id.
# shellcheck disable=SC2016  # the scripts in quotes are for the stand-ins to expand, not for us
. "$(dirname "$0")/suite.sh" "$@"

original=$(cd "$(dirname "$0")/../.." && pwd)/packaging/deps.sh
all_of_build=$(sed -n '/^    \[build\]="/,/"$/p' "$original" | sed 's/.*="//; s/"//' | tr '\n' ' ')

stand_in() { { echo '#!/bin/bash' && cat; } > "bin/$1" && chmod +x "bin/$1"; }

# machine [PACKAGE...]: root of a machine that holds these; what is asked of it is told in `calls`.
machine() {
    mkdir -p packaging bin
    cp "$original" packaging/
    printf '%s\n' "$@" > installed
    touch calls
    stand_in dpkg-query <<< 'for p; do grep -qx "$p" installed && echo "installed $p"; done; true'
    stand_in apt-get <<'END'
echo "apt-get ${SUDO:-} $*" >> calls
case " $* " in *" install "*) for p; do echo "$p"; done >> installed ;; esac
END
    stand_in sudo <<< 'echo "sudo" >> calls; SUDO=sudo exec "$@"'
    stand_in id <<< 'echo 0'
    local tool
    for tool in bash env cat comm sed sort tr tail mkdir flock dirname grep; do
        ln -s "$(command -v $tool)" bin/
    done
}

run() {
    output=$(PATH=$PWD/bin packaging/deps.sh "$@" 2>&1)
    status=$?
}

test_a_complete_machine_is_left_alone() {
    # shellcheck disable=SC2086
    machine $all_of_build
    run build
    expect [ "$status" -eq 0 ]
    expect [ ! -s calls ]
    expect [ -z "$output" ]
}

test_only_what_is_missing_is_installed_after_one_update() {
    # shellcheck disable=SC2086
    machine $all_of_build
    sed -i '/^cmake$/d; /^libfmt-dev$/d' installed
    run build
    expect [ "$status" -eq 0 ]
    expect [ "$(grep -c '^apt-get' calls)" -eq 2 ]
    expect says "$(head -n 1 calls)" 'apt-get .* update'
    expect says "$(tail -n 1 calls)" 'apt-get .* install -y --no-install-recommends cmake libfmt-dev'
    expect says "$output" 'deps: installing cmake libfmt-dev'
}

test_a_package_removed_later_is_installed_again() {
    machine
    run build
    sed -i '/^g++$/d' installed
    run build
    expect says "$(tail -n 1 calls)" 'apt-get .* install .* g\+\+'
}

test_what_an_installed_package_provides_is_not_missing() {
    machine
    stand_in dpkg-query <<< 'echo "installed nodejs nodejs-dev, npm (= 9.2), node"'
    run peers
    expect says "$(tail -n 1 calls)" '.* install .* chromium .*'
    expect [ "$(tail -n 1 calls | grep -cE ' (nodejs|npm)( |$)')" -eq 0 ]
}

test_root_needs_no_sudo() {
    machine
    run build
    expect [ "$(grep -c sudo calls)" -eq 0 ]
}

test_a_user_gets_them_through_sudo() {
    machine
    stand_in id <<< 'echo 1000'
    run build
    expect [ "$status" -eq 0 ]
    expect says "$(tail -n 1 calls)" 'apt-get sudo .* install .*'
}

test_a_user_on_a_complete_machine_is_not_asked_for_a_password() {
    # shellcheck disable=SC2086
    machine $all_of_build
    stand_in id <<< 'echo 1000'
    run build
    expect [ "$status" -eq 0 ]
    expect [ ! -s calls ]
}

test_without_sudo_one_line_says_what_root_should_do() {
    machine g++
    stand_in id <<< 'echo 1000'
    rm bin/sudo
    run build
    expect [ "$status" -eq 3 ]
    expect says "$output" 'deps: not root, and no sudo; run this as root: apt-get install cmake .*'
    expect [ "$(wc -l <<< "$output")" -eq 1 ]
}

test_without_apt_one_line_names_the_libraries() {
    machine
    rm bin/apt-get bin/dpkg-query
    run build
    expect [ "$status" -eq 3 ]
    expect says "$output" 'deps: no apt-get here; .*DEPS=no: g\+\+ cmake .*'
    expect [ "$(wc -l <<< "$output")" -eq 1 ]
}

test_without_a_network_the_last_word_of_apt_is_passed_on() {
    machine
    stand_in apt-get <<< 'echo "E: Could not resolve mirror"; exit 100'
    run build
    expect [ "$status" -eq 3 ]
    expect is_last_line "$output" 'deps: apt-get update failed: E: Could not resolve mirror .*build/deps.log\)'
}

test_a_package_that_cannot_be_installed_is_an_error() {
    machine
    stand_in apt-get <<< 'case " $* " in *" install "*) echo "E: Unable to locate package"; exit 100 ;; esac'
    run test
    expect [ "$status" -eq 3 ]
    expect is_last_line "$output" 'deps: apt-get could not install libgmock-dev libgtest-dev nftables patch: E: Unable .*'
}

test_sets_add_up() {
    machine
    run test bench
    expect says "$(tail -n 1 calls)" '.* install .* libbenchmark-dev libboost-dev libgmock-dev libgtest-dev nftables patch'
}

test_an_unknown_set_is_an_error() {
    machine
    run nonsense
    expect [ "$status" -eq 3 ]
    expect says "$output" 'deps: no such set: nonsense'
    expect [ ! -s calls ]
}

run_tests
