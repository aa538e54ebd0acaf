import { findUser } from '../domain/find.ts'
import type { Forge } from '../domain/forge.ts'
import type { Repo, User } from '../domain/model.ts'
import { apiUrlOf, graphqlUrlOf } from '../domain/server.ts'
import { mintUserToken } from '../domain/tokens.ts'

/** The roles that people and programs may take in the emulator; the login is the role's name. */
export const roles = ['maintainer', 'writer', 'agent', 'reader', 'outsider'] as const
export type RoleName = (typeof roles)[number]

/** The contents of `emulator.json`: addresses and tokens. */
export interface Info {
  url: string
  apiUrl: string
  graphqlUrl: string
  gitUrl: string
  webhookUrl: string
  repo: string
  defaultBranch: string
  pid: number
  tokens: Record<RoleName, string>
  /** Where it takes TLS: the certificate that clients must trust, and the same server over plain HTTP. */
  tls?: { ca: string; plainUrl: string }
}

/** The addresses of the same server that need no certificate. */
export function plainInfo(info: Info): Info {
  const { tls, ...rest } = info
  if (!tls) return info
  const plain = (url: string) => url.replace(info.url, tls.plainUrl)
  return {
    ...rest,
    url: plain(info.url),
    apiUrl: plain(info.apiUrl),
    graphqlUrl: plain(info.graphqlUrl),
    gitUrl: plain(info.gitUrl),
  }
}

export function infoOf(forge: Forge, tls?: Info['tls']): Info {
  const repo = firstRepo(forge)
  const owner = forge.world.users.find((user) => user.id === repo.ownerId)
  const fullName = `${owner?.login}/${repo.name}`
  return {
    url: forge.baseUrl,
    apiUrl: apiUrlOf(forge),
    graphqlUrl: graphqlUrlOf(forge),
    gitUrl: `${forge.baseUrl}/${fullName}.git`,
    webhookUrl: forge.world.apps[0]?.webhookUrl ?? '',
    repo: fullName,
    defaultBranch: repo.defaultBranch,
    pid: process.pid,
    tokens: {
      maintainer: tokenOf(forge, 'maintainer'),
      writer: tokenOf(forge, 'writer'),
      agent: tokenOf(forge, 'agent'),
      reader: tokenOf(forge, 'reader'),
      outsider: tokenOf(forge, 'outsider'),
    },
    ...(tls && { tls }),
  }
}

/** Returns the token of a role, which is created once. */
export function tokenOf(forge: Forge, role: string): string {
  const user = findUser(forge, role)
  if (!user) return ''
  const kept = forge.world.tokens.find((token) => token.userId === user.id)
  return (kept ?? mintUserToken(forge, user)).token
}

/** The roles with their accounts, the most powerful first. */
export function roleChoices(forge: Forge): { role: RoleName; user: User }[] {
  return roles.flatMap((role) => {
    const user = findUser(forge, role)
    return user ? [{ role, user }] : []
  })
}

export function firstRepo(forge: Forge): Repo {
  const [repo] = forge.world.repos
  if (!repo) throw new Error('The emulator has no repository. Delete its data folder and start again.')
  return repo
}
