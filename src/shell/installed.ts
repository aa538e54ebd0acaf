/** Logs changes of the App's installations, and their state once at the start. */
import { type InstallationPermissions, missingPermissions } from '../core/authorize/app-permissions.ts'
import { lackWords } from '../core/render/refused.ts'
import type { InstallationInfo } from './github/app.ts'
import type { Log } from './log.ts'

export interface Installed {
  /** Records the installations that GitHub lists now, and logs what changed. */
  update(found: InstallationInfo[]): void
  /** The permissions of an installation, as listed last. */
  rights(id: number): InstallationPermissions | undefined
}

export function createInstalled(log: Log): Installed {
  let known: Map<number, InstallationInfo> | null = null
  return {
    rights: (id) => known?.get(id)?.rights,
    update(found) {
      const before = known
      known = new Map(found.map((each) => [each.id, each]))
      if (before === null && found.length === 0)
        log.warn({}, 'Install the App on a repository: it is not installed anywhere yet')
      for (const each of found) logChanges(each, before?.get(each.id), before === null)
      for (const [installation, { account }] of before ?? [])
        if (!known.has(installation)) log.info({ installation, account }, 'The App is no longer installed there')
    },
  }

  function logChanges(now: InstallationInfo, was: InstallationInfo | undefined, first: boolean): void {
    const about = { installation: now.id, account: now.account }
    if (!was && !first) log.info(about, 'The App was installed')
    if (now.suspended !== (was?.suspended ?? false)) {
      if (now.suspended) log.warn(about, 'The installation is suspended; an owner has to unsuspend it')
      else log.info(about, 'The installation is no longer suspended')
    }
    const lacks = lackOf(now)
    if (lacks === (was ? lackOf(was) : '')) return
    if (lacks === '') log.info(about, 'The installation has all permissions now; refused actions are retried')
    else log.warn({ ...about, url: now.rights.url }, `The installation ${lacks}. An owner can accept them at its url`)
  }
}

const lackOf = ({ rights }: InstallationInfo): string => {
  const lacking = missingPermissions(rights)
  return lacking.length === 0 ? '' : lackWords(lacking)
}
