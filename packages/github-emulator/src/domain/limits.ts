import { ForgeError, invalid } from './errors.ts'

/** GitHub's limits on content. */
export const LIMITS = {
  body: 65_536,
  title: 256,
  labelName: 50,
  labelDescription: 100,
  labels: 100,
  assignees: 10,
  /** On one issue. */
  comments: 2500,
}

/** A body may have 65,536 characters; empty counts as none. */
export function checkBody(resource: string, body: string | null): void {
  if (body === null || body.length <= LIMITS.body) return
  const message = `body is too long (maximum is ${LIMITS.body} characters)`
  throw invalid({ resource, field: 'body', code: 'custom', message })
}

export function checkTitle(resource: string, title: unknown): asserts title is string {
  if (typeof title !== 'string' || title.trim() === '')
    throw invalid({ resource, field: 'title', code: 'missing_field' })
  if (title.length <= LIMITS.title) return
  const message = `title is too long (maximum is ${LIMITS.title} characters)`
  throw invalid({ resource, field: 'title', code: 'custom', message })
}

export function checkLabelName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name.trim() === '')
    throw invalid({ resource: 'Label', code: 'missing_field', field: 'name' })
  if (name.length <= LIMITS.labelName) return
  const message = `name is too long (maximum is ${LIMITS.labelName} characters)`
  throw invalid({ resource: 'Label', code: 'custom', field: 'name', message })
}

export function checkLabelCount(count: number): void {
  if (count > LIMITS.labels) throw new ForgeError(422, `You can't add more than ${LIMITS.labels} labels to an issue`)
}
