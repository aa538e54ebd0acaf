import { afterAll, describe, expect, test } from 'vitest'
import { smallWorld } from '../../src/testing/small-world.ts'
import { issueBody, readForm } from '../../src/web/templates.ts'
import { elementsOf, visitor } from './browse.ts'

const yaml = `
name: Task
description: One unit of work
title: "Task: "
labels: [task, missing]
body:
  - type: markdown
    attributes: { value: "Say **what**, not how. <script>alert(1)</script>" }
  - type: textarea
    id: objective
    attributes: { label: Objective, placeholder: "What exists afterwards" }
    validations: { required: true }
  - type: input
    id: branch
    attributes: { label: Branch }
  - type: dropdown
    id: risk
    attributes: { label: Risk, options: [low, medium, high], default: 1 }
  - type: checkboxes
    id: sure
    attributes: { label: Sure, options: [{ label: read it }, { label: "<b>" }] }
  - type: textarea
    id: contract
    attributes: { label: Interface Contract, render: ts }
`

describe('the body that is made of a form', () => {
  const form = readForm(yaml)
  if (!form) throw new Error('the form cannot be read')

  test('is the one GitHub makes', () => {
    const values: Record<string, string[]> = {
      'field-1': ['Do it\r\nwell '],
      'field-3': ['high'],
      'field-4': ['read it'],
      'field-5': ['type A = 1'],
    }
    expect(issueBody(form, (name) => values[name] ?? [])).toBe(
      '### Objective\n\nDo it\nwell\n\n### Branch\n\n_No response_\n\n### Risk\n\nhigh\n\n### Sure\n\n- [x] read it\n- [ ] <b>\n\n### Interface Contract\n\n```ts\ntype A = 1\n```',
    )
  })

  test.each(['', 'body: 1', 'name: x\nbody:\n  - type: script', '{{{', 'a: &a [*a]'])('%j is no form', (text) => {
    expect(readForm(text)).toBeNull()
  })
})

describe('the page for a new task', () => {
  const small = smallWorld()
  afterAll(small.dispose)
  small.addLabel('task', '1d76db')
  small.commit('main', { '.github/ISSUE_TEMPLATE/task.yml': yaml }, 'Form')
  const { open, post, acts } = visitor(small)

  test('has the fields of the repository’s own form', async () => {
    const nodes = elementsOf(await open('/acme/app/issues/new?template=task'))
    const named = nodes.filter((node) => String(node.properties.name).startsWith('field-'))
    expect(named.map((node) => node.tagName)).toEqual(['textarea', 'input', 'select', 'input', 'input', 'textarea'])
    expect(named[0]?.properties).toMatchObject({ required: true, placeholder: 'What exists afterwards' })
    expect(nodes.some((node) => node.tagName === 'script' && !node.properties.src)).toBe(false)
  })

  test('files it as the role that was chosen', async () => {
    await post('/acme/app/issues', { template: 'task', title: 'Task: x', 'field-1': 'Do it', role: 'agent' })
    expect(acts.calls).toEqual([
      [
        'createIssue',
        'agent',
        {
          title: 'Task: x',
          labels: ['task'],
          body: expect.stringMatching(/^### Objective\n\nDo it\n\n### Branch\n\n_No response_/),
        },
      ],
    ])
  })

  test('a kind of issue without a form is a title and a text', async () => {
    const plan = { name: 'plan', heading: 'New plan', title: 'Plan: ', hint: 'What for', body: '' }
    const { open } = visitor(small, { issueTemplates: [plan] })
    expect(await open('/acme/app/issues/new?template=plan')).toContain('value="Plan: "')
    expect(await open('/acme/app/issues')).toContain('New plan')
  })
})
