"""testssl.sh against potok-echo: what it does not think well of is in testssl_allowed.txt.

It is told the test's authority and asks nobody on the network. It keeps its files among the system's
temporary ones, whatever TMPDIR says, and clears up behind itself.

Needs: testssl python:json
Over: https
"""
import asyncio
import json
import os

from checks import equal, file_of_tls, run, server

HERE = os.path.dirname(os.path.abspath(__file__))
PORT = server.rsplit(':', 1)[1]
REPORT = f'{os.environ["PEERS_TMP"]}/testssl.json'
LIMIT_S = 170

# Versions, kinds of suites, forward secrecy, preferences, certificate, headers, vulnerabilities. Not here:
# its 370 suites one by one, and its list of browsers, which take as long again.
PARTS = ['-p', '-s', '-f', '-P', '-S', '-h', '-U']

# One of each part, so that none was left out.
LOOKED_AT = ['TLS1_3', 'cipherlist_AVERAGE', 'PFS', 'cipher_order', 'cert_chain_of_trust <cert#2>',
             'HTTP_status_code', 'heartbleed', 'secure_client_renego', 'RC4']


def allowed():
    with open(f'{HERE}/testssl_allowed.txt', encoding='utf-8') as lines:
        return {tuple(line.split()) for line in lines if line.strip() and not line.startswith('#')}


def findings():
    with open(REPORT, encoding='utf-8') as report:
        return json.load(report)


async def it_looks_at_all():
    ids = {finding['id'] for finding in findings()}
    equal([name for name in LOOKED_AT if name not in ids], [], 'what it did not look at')


async def it_finds_nothing_else():
    # `cert_revocation <cert#1>` is of one of several certificates.
    for finding in findings():
        key = finding['id'].split()[0], finding['severity']
        if finding['severity'] not in ('OK', 'INFO') and key not in allowed():
            raise AssertionError(f'{" ".join(key)}: {finding["finding"]}')


async def the_authority_is_trusted():
    trust = {finding['id']: finding['finding'] for finding in findings()
             if finding['id'].startswith('cert_chain_of_trust')}
    equal(set(trust.values()), {'passed.'}, 'the chains of trust')


async def scan():
    scanner = await asyncio.create_subprocess_exec(
        'testssl', '--quiet', '--color', '0', '--warnings', 'off', '--ip', '127.0.0.1', '--nodns', 'none',
        '--add-ca', file_of_tls('ca.crt'), '--jsonfile', REPORT, *PARTS, f'localhost:{PORT}',
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL)
    try:
        await asyncio.wait_for(scanner.wait(), LIMIT_S)
    except asyncio.TimeoutError:
        scanner.terminate()
        raise


asyncio.run(scan())
run(
    ('it looks at all that there is', it_looks_at_all),
    ('it trusts the chains of both certificates', the_authority_is_trusted),
    ('it finds nothing that is not allowed', it_finds_nothing_else),
)
