import { isIP } from 'node:net'
import { InvalidArgumentError } from 'commander'
import type { Info } from './info.ts'

/** Reads `--host`, which may be given several times. */
export function hostOption(text: string, before: string[] = []): string[] {
  if (!/^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(text) || isIP(text))
    throw new InvalidArgumentError('It must be a name, without a port.')
  return [...before, text]
}

/**
 * Returns the settings with which gh and git use the emulator over TLS, for a terminal; none without TLS. gh knows no
 * ports, so unless the port is that of TLS itself, it goes through the emulator as a proxy. Go's programs use none for
 * `localhost`: that name is left with its port, with which parts of gh do not work.
 */
export function trustLines({ url, tls, tokens }: Info): string[] {
  if (!tls) return []
  const { hostname, port } = new URL(url)
  const needsProxy = port !== '' && hostname !== 'localhost'
  return [
    `export SSL_CERT_FILE=${quoted(tls.ca)} GIT_SSL_CAINFO=${quoted(tls.ca)}`,
    ...(needsProxy ? [`export HTTPS_PROXY=${tls.plainUrl}`] : []),
    `export GH_HOST=${hostname}${port === '' || needsProxy ? '' : `:${port}`} GH_ENTERPRISE_TOKEN=${tokens.writer}`,
    ...(port !== '' && !needsProxy ? ['# Parts of gh leave the port out: start with --host NAME, or --port 443.'] : []),
  ]
}

const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
