/** Registers Apps from manifests. A submitted manifest waits under a code that can be exchanged for the App once. */
import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { Forge } from './forge.ts'
import type { App } from './model.ts'
import { addUser } from './seed.ts'

/** The fields of a manifest that the emulator uses. */
export const manifestShape = z.looseObject({
  name: z.string().min(1).max(34),
  url: z.url({ protocol: /^https?$/ }),
  redirect_url: z.url({ protocol: /^https?$/ }),
  hook_attributes: z.looseObject({ url: z.url({ protocol: /^https?$/ }) }),
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])).default({}),
  default_events: z.array(z.string()).default([]),
})

export type SentManifest = z.infer<typeof manifestShape>

export const slugOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z\d]+/g, '-')

/** GitHub: App names are unique. */
export const isTaken = ({ world }: Forge, name: string): boolean => world.apps.some(({ slug }) => slug === slugOf(name))

interface Waiting {
  manifest: SentManifest
  until: number
}

/** GitHub: a code is valid for an hour. */
const HOLDS_MS = 3_600_000
const MOST = 20
const waiting = new WeakMap<Forge, Map<string, Waiting>>()

/** Stores a manifest and returns its code. */
export function offerManifest(forge: Forge, manifest: SentManifest): string {
  const codes = waiting.get(forge) ?? new Map<string, Waiting>()
  waiting.set(forge, codes)
  const code = randomBytes(20).toString('hex')
  codes.set(code, { manifest, until: forge.clock.now() + HOLDS_MS })
  for (const oldest of codes.keys()) if (codes.size > MOST) codes.delete(oldest)
  return code
}

export interface Converted {
  app: App
  /** Returned only here: GitHub keeps only the public key. */
  pem: string
}

/** Creates the App. Returns null when the code is unknown, used or expired, or when the name is taken by now. */
export async function convertManifest(forge: Forge, code: string): Promise<Converted | null> {
  const codes = waiting.get(forge)
  const found = codes?.get(code)
  if (!codes?.delete(code) || found === undefined || found.until < forge.clock.now()) return null
  if (isTaken(forge, found.manifest.name)) return null
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  return { app: addAppOf(forge, found.manifest, publicKey), pem: privateKey }
}

function addAppOf(forge: Forge, manifest: SentManifest, publicKey: string): App {
  const slug = slugOf(manifest.name)
  const bot = addUser(forge, `${slug}[bot]`, 'Bot')
  const app: App = {
    id: forge.newId(),
    slug,
    botUserId: bot.id,
    publicKey,
    webhookUrl: manifest.hook_attributes.url,
    webhookSecret: randomBytes(20).toString('hex'),
    permissions: { ...manifest.default_permissions },
    events: [...manifest.default_events],
  }
  forge.world.apps.push(app)
  forge.touch()
  return app
}
