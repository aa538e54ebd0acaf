/** Issue forms: `.github/ISSUE_TEMPLATE/NAME.yml` as fields, and what was filled in as the body GitHub makes of it. */
import { parse } from 'yaml'
import { z } from 'zod'

const attributes = z
  .object({
    label: z.string().default(''),
    description: z.string().default(''),
    placeholder: z.string().default(''),
    value: z.union([z.string(), z.number()]).transform(String).default(''),
    render: z.string().optional(),
    multiple: z.boolean().default(false),
    default: z.number().optional(),
    options: z.array(z.union([z.string(), z.object({ label: z.string() }).transform((one) => one.label)])).default([]),
  })
  .prefault({})

const field = z.object({
  type: z.enum(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']),
  id: z
    .string()
    .regex(/^[\w-]+$/)
    .optional(),
  attributes,
  validations: z.object({ required: z.boolean().default(false) }).prefault({}),
})

const form = z.object({
  name: z.string(),
  title: z.string().default(''),
  labels: z
    .union([z.array(z.string()), z.string().transform((text) => text.split(',').map((one) => one.trim()))])
    .default([]),
  body: z.array(field).max(60),
})

export type IssueForm = z.infer<typeof form>
export type FormField = z.infer<typeof field>

/** Null: the file is no issue form. */
export function readForm(yaml: string): IssueForm | null {
  try {
    const result = form.safeParse(parse(yaml, { maxAliasCount: 20 }))
    return result.success ? result.data : null
  } catch {
    return null
  }
}

/** The name a field has in the posted form. */
export const fieldName = (at: number): string => `field-${at}`

/** `valuesOf` gives what was filled in for a name: none, one, or several (checkboxes, multiple choice). */
export function issueBody(issueForm: IssueForm, valuesOf: (name: string) => string[]): string {
  const parts = issueForm.body.flatMap((one, at) =>
    one.type === 'markdown' ? [] : [`### ${one.attributes.label}\n\n${written(one, valuesOf(fieldName(at)))}`],
  )
  return parts.join('\n\n')
}

function written(one: FormField, values: string[]): string {
  if (one.type === 'checkboxes') {
    return one.attributes.options.map((option) => `- [${values.includes(option) ? 'x' : ' '}] ${option}`).join('\n')
  }
  const value = values
    .map((part) => part.replace(/\r\n/g, '\n').trim())
    .filter(Boolean)
    .join(', ')
  if (value === '') return '_No response_'
  return one.attributes.render === undefined ? value : `\`\`\`${one.attributes.render}\n${value}\n\`\`\``
}
