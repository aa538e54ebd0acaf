/** Bodies of requests that protect branches, for tests that name only what they need. */
import type { BypassActor, Rule } from '../domain/model.ts'
import type { ProtectionBody } from '../rest/protection.ts'

/** The body of `PUT R/branches/{branch}/protection` with these settings; GitHub wants the others named as well. */
export function protectionBody(settings: Partial<ProtectionBody> = {}): ProtectionBody {
  return {
    required_status_checks: null,
    enforce_admins: true,
    required_pull_request_reviews: null,
    restrictions: null,
    ...settings,
  }
}

interface Covered {
  name?: string
  enforcement?: 'active' | 'evaluate' | 'disabled'
  /** Refs in full, `~ALL` or `~DEFAULT_BRANCH`; all when missing. */
  include?: string[]
  exclude?: string[]
  bypass?: BypassActor[]
  /** Names of repositories; all when missing. */
  repositories?: string[]
}

/** The body of `POST /orgs/{org}/rulesets`: an organization's rules for branches of its repositories. */
export function orgRulesetBody(rules: Rule[], more: Covered = {}) {
  const { name = 'organization', enforcement = 'active', include = ['~ALL'], exclude = [], bypass = [] } = more
  return {
    name,
    target: 'branch',
    enforcement,
    rules,
    bypass_actors: bypass,
    conditions: {
      ref_name: { include, exclude },
      repository_name: { include: more.repositories ?? ['~ALL'], exclude: [] },
    },
  }
}
