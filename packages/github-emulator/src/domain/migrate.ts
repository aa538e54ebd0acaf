/** Brings worlds that earlier versions saved up to date. */
import type { World } from './model.ts'
import { protection } from './protection.ts'

/** Earlier versions only listed the names of branches that take pull requests alone, from everybody. */
interface Earlier {
  protectedBranches?: string[]
}

export function migrate(world: World): World {
  for (const repo of world.repos as (World['repos'][number] & Earlier)[]) {
    const { protectedBranches: names } = repo
    if (names === undefined) continue
    delete repo.protectedBranches
    if (names.length > 0) repo.protections = names.map((name) => pullsOnly(world, name))
  }
  return world
}

function pullsOnly(world: World, name: string) {
  const nobody = { users: [], teams: [], apps: [] }
  const reviews = {
    count: 0,
    dismissStale: false,
    codeOwners: false,
    lastPush: false,
    dismissers: null,
    bypass: nobody,
  }
  return protection(world.nextId++, name, { reviews, enforceAdmins: true })
}
