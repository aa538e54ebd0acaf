/** Registering an App from its manifest: what was sent waits under a code, which becomes the App once. */
import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { Forge } from './forge.ts'
import type { App } from './model.ts'
import { addUser } from './seed.ts'

/** What GitHub wants of a manifest, as far as the emulator uses it. */
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

/** Names are unique on all of GitHub. */
export const isTaken = ({ world }: Forge, name: string): boolean => world.apps.some(({ slug }) => slug === slugOf(name))

interface Waiting {
  manifest: SentManifest
  until: number
}

/** GitHub's codes hold for an hour. */
const HOLDS_MS = 3_600_000
const MOST = 20
const waiting = new WeakMap<Forge, Map<string, Waiting>>()

/** Keeps a manifest and gives the code it can be had for. */
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
  /** Handed out this once: GitHub keeps the public half alone. */
  pem: string
}

/** Makes the App. Null for a code that is unknown, used or too old, or whose name is taken by now. */
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
