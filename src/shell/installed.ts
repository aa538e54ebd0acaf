/** What became of the App's installations, for the log: said when it changes, and once at the start. */
import { missingPermissions, type InstallationPermissions } from '../core/authorize/app-permissions.ts'
import { lackWords } from '../core/render/refused.ts'
import type { InstallationInfo } from './github/app.ts'
import type { Log } from './log.ts'

export interface Installed {
  /** Takes note of what GitHub lists now. */
  see(found: InstallationInfo[]): void
  /** As listed last. */
  rights(id: number): InstallationPermissions | undefined
}

export function createInstalled(log: Log): Installed {
  let known: Map<number, InstallationInfo> | null = null
  return {
    rights: (id) => known?.get(id)?.rights,
    see(found) {
      const before = known
      known = new Map(found.map((each) => [each.id, each]))
      if (before === null && found.length === 0)
        log.warn({}, 'The App is installed nowhere yet: install it on a repository')
      for (const each of found) tell(each, before?.get(each.id), before === null)
      for (const [installation, { account }] of before ?? [])
        if (!known.has(installation)) log.info({ installation, account }, 'The App is no longer installed there')
    },
  }

  function tell(now: InstallationInfo, was: InstallationInfo | undefined, first: boolean): void {
    const about = { installation: now.id, account: now.account }
    if (!was && !first) log.info(about, 'The App was installed')
    if (now.suspended !== (was?.suspended ?? false)) {
      if (now.suspended)
        log.warn(about, 'The installation is suspended: nothing is done there until an owner ends that')
      else log.info(about, 'The installation is no longer suspended')
    }
    const lacks = lackOf(now)
    if (lacks === (was ? lackOf(was) : '')) return
    if (lacks === '') log.info(about, 'The installation has all permissions now; what was refused is tried again')
    else log.warn({ ...about, url: now.rights.url }, `The installation ${lacks}. An owner accepts that at its url`)
  }
}

const lackOf = ({ rights }: InstallationInfo): string => {
  const lacking = missingPermissions(rights)
  return lacking.length === 0 ? '' : lackWords(lacking)
}
