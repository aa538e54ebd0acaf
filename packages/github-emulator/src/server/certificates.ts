import { X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { writeSecret } from './files.ts'

export interface Certificates {
  /** The file that clients trust, such as with `SSL_CERT_FILE`. */
  ca: string
  /** PEM */
  key: string
  /** PEM */
  cert: string
}

interface Pair {
  key: string
  cert: string
}

const DAY_MS = 86_400_000
/** Go and browsers refuse certificates of servers that are valid for more than 825 days. */
const serverDays = 365
const authorityDays = 3_650

/**
 * Returns a certificate for these names, signed by an authority of the folder's own. Both are made once and kept, so
 * that whoever trusts the authority need not do it again after a restart or for another name.
 */
export async function certificatesIn(dir: string, names: readonly string[]): Promise<Certificates> {
  const at = (name: string) => join(dir, name)
  const authority = await kept(at('ca-key.pem'), at('ca.pem'), [], () => makeAuthority())
  const server = await kept(at('tls-key.pem'), at('tls.pem'), names, () => makeServer(authority, names))
  return { ca: at('ca.pem'), ...server }
}

/** The pair in the files, or a new one when they hold none that is valid for a month and for all these names. */
async function kept(
  keyFile: string,
  certFile: string,
  names: readonly string[],
  make: () => Promise<Pair>,
): Promise<Pair> {
  const read = (file: string) => readFile(file, 'utf8').catch(() => '')
  const found = { key: await read(keyFile), cert: await read(certFile) }
  if (isGood(found, names)) return found
  const made = await make()
  await writeSecret(keyFile, made.key)
  await writeFile(certFile, made.cert)
  return made
}

function isGood({ key, cert }: Pair, names: readonly string[]): boolean {
  if (key === '' || cert === '') return false
  const parsed = new X509Certificate(cert)
  const covers = (name: string) => (isIP(name) ? parsed.checkIP(name) : parsed.checkHost(name)) !== undefined
  return Date.parse(parsed.validTo) > Date.now() + 30 * DAY_MS && names.every(covers)
}

async function makeAuthority(): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: 'GitHub emulator, of this machine only' }], {
    ...shape(authorityDays),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  return { key: made.private, cert: made.cert }
}

async function makeServer(authority: Pair, names: readonly string[]): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: names[0] ?? 'localhost' }], {
    ...shape(serverDays),
    ca: authority,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  })
  return { key: made.private, cert: made.cert }
}

const shape = (days: number) => ({
  keyType: 'ec' as const,
  algorithm: 'sha256',
  notBeforeDate: new Date(Date.now() - DAY_MS),
  notAfterDate: new Date(Date.now() + days * DAY_MS),
})
