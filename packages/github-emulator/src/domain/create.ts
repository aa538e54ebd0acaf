import { join } from 'node:path'
import type { DomainEvent } from './events.ts'
import type { Clock, Forge } from './forge.ts'
import type { World } from './model.ts'
import type { ServerKind } from './server.ts'

export interface ForgeOptions {
  world?: World
  /** The folder of the bare repositories. */
  root: string
  clock: Clock
  /** Called after every change, so that it can be saved. */
  onTouch?: () => void
  /** Receives each event when it happens. */
  onEvent?: (event: DomainEvent) => void
  /** Runs GitHub Actions; without it no workflow runs. */
  workflows?: Forge['workflows']
  /** The server's address, without a slash at the end. */
  baseUrl?: string
  /** Which GitHub it plays; missing: one with every feature. */
  kind?: ServerKind
}

export const emptyWorld = (): World => ({ nextId: 1, users: [], apps: [], installations: [], repos: [], tokens: [] })

/** Creates a GitHub from a world and a folder of bare repositories. */
export function createForge(options: ForgeOptions): Forge {
  const world = options.world ?? emptyWorld()
  return {
    world,
    clock: options.clock,
    baseUrl: options.baseUrl ?? 'http://127.0.0.1:3000',
    ...(options.kind && { kind: options.kind }),
    bareDir: (repo) => join(options.root, `${repo.id}.git`),
    newId() {
      const id = world.nextId
      world.nextId += 1
      return id
    },
    ...(options.workflows && { workflows: options.workflows }),
    touch: () => options.onTouch?.(),
    emit: (event) => options.onEvent?.(event),
  }
}
