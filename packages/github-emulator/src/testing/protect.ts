/** Bodies of requests that protect branches, for tests that name only what they need. */
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
