import { z } from 'zod'
import { code } from '../render/escape.ts'
import type { Adapter } from './define.ts'
import { type DispatchRequest, inputsOf, planRequest } from './request.ts'

const settings = {
  schema: z
    .strictObject({
      file: z
        .string()
        .regex(/^[\w.-]+\.ya?ml$/, 'must be the name of a file in .github/workflows, such as agent.yml')
        .describe('Workflow in `.github/workflows` with `on: workflow_dispatch`.'),
      ref: z.string().min(1).max(255).optional().describe('Branch or tag to run it on. Default: the default branch.'),
      inputs: z
        .record(z.string().min(1).max(100), z.string().max(1000))
        .default({})
        .describe('Inputs in addition to `packet`, `issue`, `branch` and `base`.'),
    })
    .optional(),
  unset: 'must name the file if the adapter is `workflow`',
}

interface Workflow {
  file: string
  /** null: the base branch. */
  ref: string | null
  /** Inputs in addition to those that every workflow receives. */
  inputs: Record<string, string>
}

export const workflow: Adapter<'workflow', typeof settings, Workflow> = {
  name: 'workflow',
  does: 'a workflow of the repository is started',
  example: 'dispatch: { adapter: workflow, workflow: { file: agent.yml } }',
  settings,
  permissions: [{ name: 'actions', level: 'write', without: 'start workflows' }],
  watched: 'never',
  agents: () => [],
  plan(_, { dispatch }) {
    if (!dispatch.workflow)
      return { cannot: 'no workflow is configured. Set `dispatch.workflow.file` in `.github/switchyard.yml`.' }
    const { file, ref, inputs } = dispatch.workflow
    return { file, ref: ref ?? null, inputs }
  },
  actions(plan, start) {
    const inputs = { ...plan.inputs, ...inputsOf(start.packet) }
    return planRequest(start, requestOf(plan, inputs, start.state.baseBranch))
  },
  refusal(plan, { status, message }, baseBranch) {
    const inputs = { ...plan.inputs, packet: '', issue: '', branch: '', base: '' }
    return `GitHub refused to start \`${plan.file}\`: ${message}. ${requestOf(plan, inputs, baseBranch).fix(status)}`
  },
}

function requestOf(plan: Workflow, inputs: Record<string, string>, baseBranch: string): DispatchRequest {
  const { file, ref: given } = plan
  const ref = given ?? baseBranch
  return {
    what: `the workflow ${code(file)} on ${code(ref)}`,
    key: `${file}@${ref}`,
    route: 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    parameters: { workflow_id: file, ref, inputs },
    inputs,
    lookAt: 'the runs of that workflow',
    fix: (status) => fix(status, file, ref, Object.keys(inputs)),
  }
}

function fix(status: number, file: string, ref: string, inputs: string[]): string {
  const path = code(`.github/workflows/${file}`)
  if (status === 403) return 'Give the App the permission `actions: write` and accept it for the installation.'
  if (status === 404)
    return `Put ${path} on the default branch and enable Actions. If both are done, the App lacks the permission \`actions: write\`.`
  const names = inputs.map((name) => code(name))
  return `${path} needs \`on: workflow_dispatch\` with the inputs ${names.join(', ')}, and ${code(ref)} must be a branch or tag that contains it.`
}
