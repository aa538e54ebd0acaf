/** The server: its kind, its clock, its limits, and git. */

import { git } from '../../git/run.ts'
import { cloneUrl, remoteAt } from '../../github/remote.ts'
import { cannotTell, doesNot, holds } from '../finding.ts'
import type { Probe } from '../probe.ts'
import { attempt } from '../visit.ts'

export const server: Probe = {
  name: 'server',
  title: 'The server is one that the bot knows',
  async ask({ octokit, apiUrl }) {
    const { headers, data } = await octokit.rest.meta.get()
    const version = String(headers['x-github-enterprise-version'] ?? (data as Meta).installed_version ?? '')
    if (version === '') return holds(`GitHub at ${apiUrl}.`)
    const [major = 0, minor = 0] = version.replace(/^\D*/, '').split('.').map(Number)
    if (major > 3 || (major === 3 && minor >= 17)) return holds(`GitHub Enterprise Server ${version} at ${apiUrl}.`)
    return doesNot(`GitHub Enterprise Server ${version} is older than 3.17.`, {
      instead: 'The bot leaves out what the server does not have; nobody has tried it there.',
      change: 'Upgrade the server to 3.17 or later.',
    })
  },
}

interface Meta {
  installed_version?: string
}

/** With more, times that the bot notes itself differ visibly from GitHub's. */
const SKEW_MS = 30_000

export const clock: Probe = {
  name: 'clock',
  title: 'The clocks agree',
  async ask({ octokit, now }) {
    const { headers } = await octokit.rest.meta.get()
    const date = Date.parse(String(headers.date))
    if (Number.isNaN(date)) return cannotTell('The server sends no date.')
    const skew = Math.round((date - now()) / 1000)
    if (Math.abs(skew) * 1000 < SKEW_MS) return holds(`The difference is ${Math.abs(skew)} s at most.`)
    return doesNot(`This machine's clock is ${Math.abs(skew)} s ${skew > 0 ? 'behind' : 'ahead of'} GitHub's.`, {
      instead: 'The bot goes by GitHub’s clock, which it estimates from each answer.',
      change: 'Synchronize the clock of this machine (NTP).',
    })
  },
}

export const limits: Probe = {
  name: 'limits',
  title: 'The rate limits leave room',
  async ask({ octokit }) {
    const { value, failure } = await attempt(octokit.rest.rateLimit.get())
    if (value === undefined) {
      if (failure?.status === 404) return holds('This server has no rate limits.')
      return cannotTell(failure?.message ?? '')
    }
    const { core, graphql } = value.data.resources
    const shown = [
      `REST ${core.remaining} of ${core.limit}`,
      ...(graphql === undefined ? [] : [`GraphQL ${graphql.remaining} of ${graphql.limit}`]),
    ].join(', ')
    const isLow = [core, graphql].some((one) => one !== undefined && one.remaining < one.limit / 10)
    if (!isLow) return holds(`Left in this hour: ${shown}.`)
    return doesNot(`Left in this hour: ${shown}.`, {
      instead: 'The bot puts off what can wait, such as the dashboard, until the hour is over.',
      change: 'Look for other programs that use the App’s key.',
    })
  },
}

export const gitAccess: Probe = {
  name: 'git',
  title: 'git reaches the repository',
  async ask(visit) {
    const url = await cloneUrl(visit)
    const { authorization } = await remoteAt(visit, url, 'fetch')
    try {
      await git(['ls-remote', '--heads', url], { url, authorization, timeoutMs: 60_000 })
      return holds(`git reads ${url}.`)
    } catch (error) {
      return doesNot(error instanceof Error ? error.message : String(error), {
        instead: null,
        change: `Let this machine reach ${new URL(url).host} with git, over the same protocol as the API.`,
      })
    }
  },
}
