/** Checks and reads posted forms. */
import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import { type PageSetup, roleCookie, viewOf } from './request.ts'
import { isSameOrigin, isSameToken, type PageEnv } from './security.ts'
import type { RoleChoice } from './view.ts'
import { refusedPage } from './views/plain.ts'

type Ctx = Context<PageEnv>

export interface Posted {
  /** Who does it: as the form says, else as who the visitor acts anyway. */
  as: RoleChoice
  field(name: string): string
  all(name: string): string[]
}

/** Refuses forms of another site or of an earlier process. */
export async function guarded(c: Ctx, setup: PageSetup, run: () => Promise<Response>): Promise<Response> {
  if (!isSameOrigin(c.req.raw)) return refused(c, setup, 'This form was sent from another site.')
  if (Number(c.req.header('content-length') ?? 0) > 1_000_000)
    return refused(c, setup, 'That is more than a form can hold.')
  const { csrf } = await c.req.parseBody()
  const again = 'The emulator was started again since this page was opened. Go back, load it again, and repeat.'
  return isSameToken(csrf, setup.csrf) ? run() : refused(c, setup, again)
}

export const refused = (c: Ctx, setup: PageSetup, why: string, status: 403 | 422 = 403): Response | Promise<Response> =>
  c.html(refusedPage(viewOf(c, setup), why), status)

/** The form's fields; whom it acts as is remembered. */
export async function postedBy(c: Ctx, setup: PageSetup): Promise<Posted> {
  const form = await c.req.parseBody({ all: true })
  const all = (name: string) => [form[name] ?? []].flat().filter((one): one is string => typeof one === 'string')
  const field = (name: string) => (all(name)[0] ?? '').replace(/\r\n/g, '\n')
  const as = setup.roles.find((choice) => choice.role === field('role')) ?? viewOf(c, setup).role
  rememberRole(c, as.role)
  return { as, field, all }
}

export const rememberRole = (c: Ctx, role: string): void =>
  setCookie(c, roleCookie, role, { path: '/', sameSite: 'Strict', httpOnly: true, maxAge: 365 * 86_400 })
