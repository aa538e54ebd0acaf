/** The sandbox of a harness: new with the demo in it, or as a saved state shows it. Keeps count of what goes wrong in it. */
import { join } from 'node:path'
import type { App, Forge, Repo, User } from '@switchyard/github-emulator'
import { createRoutes } from '@switchyard/github-emulator/testing'
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/emulator.ts'
import type { HarnessClock } from './clock.ts'
import type { Effects } from './effects.ts'
import type { FaultProxyOptions } from './fault-proxy.ts'
import { createResigner } from './jwt.ts'
import type { SavedState } from './saved-state.ts'
import { openSeeded } from './seeded.ts'

export interface WorldOptions extends Pick<SandboxOptions, 'workflows' | 'kind'> {
  dir: string
  clock: HarnessClock
  config?: string | null
  from?: SavedState
  send(request: Request): Promise<Response>
}

export interface HarnessWorld {
  sandbox: Sandbox
  forge: Forge
  repo: Repo
  app: App
  user(login: string): User
  /** Grows with each change on GitHub's side. */
  changes(): number
  /** Returns unknown requests to the sandbox, and its internal errors. */
  faults(): string[]
}

export const hooks = 'http://bot.test/api/github/webhooks'

export async function openWorld({
  dir,
  clock,
  config,
  from,
  send,
  workflows,
  kind,
}: WorldOptions): Promise<HarnessWorld> {
  const faults: string[] = []
  const opening = {
    dataDir: join(dir, 'sandbox'),
    clock,
    ...(workflows && { workflows }),
    ...(kind && { kind }),
    send,
    onUnknown: (method: string, path: string) => faults.push(`unknown to the sandbox: ${method} ${path}`),
    onError: (error: unknown) => faults.push(`the sandbox failed: ${String(error)}`),
  }
  const sandbox = from
    ? await createSandbox({ ...opening, outbox: 'manual' })
    : await openSeeded({ ...opening, ...(config !== undefined && { config }) })
  sandbox.setWebhookUrl(hooks)
  const { forge, outbox } = sandbox
  outbox.put(from?.pending ?? [])
  const [repo] = forge.world.repos
  const [app] = forge.world.apps
  if (!repo || !app) throw new Error('the sandbox is empty')
  return {
    sandbox,
    forge,
    repo,
    app,
    user(login) {
      const user = forge.world.users.find((each) => each.login === login)
      if (!user) throw new Error(`there is no ${login}`)
      return user
    },
    changes: countChanges(forge),
    faults: () => faults,
  }
}

function countChanges(forge: Forge): () => number {
  let changes = 0
  const touch = forge.touch
  forge.touch = () => {
    changes++
    touch()
  }
  return () => changes
}

/** How the fault proxy reaches the world: as it stands, or as it stood. */
export function wayIn(
  { sandbox, forge }: HarnessWorld,
  { now }: HarnessClock,
  effects: Effects,
): Omit<FaultProxyOptions, 'around'> {
  const resign = createResigner(sandbox.app.id, sandbox.app.privateKey, now)
  return {
    effects,
    async fetch(request) {
      const headers = new Headers(request.headers)
      resign(headers)
      const response = await sandbox.fetch(new Request(request, { headers }))
      // Octokit keeps tokens by the machine's clock, so they must not end by the harness's.
      for (const token of forge.world.tokens)
        if (token.installationId !== null) token.expiresAt = Number.MAX_SAFE_INTEGER
      return response
    },
    fetchFrom(world, request) {
      const old = { ...forge, world: { ...world, tokens: forge.world.tokens } }
      const { outbox, layout } = sandbox
      return createRoutes({ forge: old, outbox, spoolDir: layout.spool, limits: false })(request)
    },
    world: () => forge.world,
  }
}
