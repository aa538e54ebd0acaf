/** `docs/cli.md`, from the declarations of the command line. */
import type { Command } from 'commander'
import { examples } from '../src/cli/commands/run.ts'
import type { Io } from '../src/cli/io.ts'
import { buildProgram } from '../src/cli/program.ts'

const nothing: Io = {
  out: () => {},
  err: () => {},
  isTerminal: false,
  canAsk: false,
  columns: 100,
  env: {},
  cwd: '.',
  readFile: async () => '',
  ask: async () => '',
  shell: async () => 1,
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')

const ALIKE = ['--json', '--repo', '--app', '--dry-run']

/** Commands that do something, with the words that lead to them. */
function leaves(command: Command, path: string[]): { command: Command; path: string[] }[] {
  if (command.commands.length === 0) return [{ command, path }]
  return command.commands.flatMap((child) => leaves(child, [...path, child.name()]))
}

function section({ command, path }: { command: Command; path: string[] }): string {
  const own = command.options.filter(({ long }) => !ALIKE.includes(long ?? ''))
  const rows = own.map(({ flags, description, defaultValue, defaultValueDescription, argChoices }) => {
    const choices = argChoices ? ` (${argChoices.join(', ')})` : ''
    const preset = typeof defaultValue === 'number' ? ` (default: ${defaultValueDescription ?? defaultValue})` : ''
    return `| \`${flags.replaceAll('|', '\\|')}\` | ${cell(description)}${choices}${preset} |`
  })
  const changes = command.options.some(({ long }) => long === '--dry-run')
  const usage = command.usage().replace('[options] ', '')
  const text = command.description()
  return [
    `## ${path.slice(1).join(' ')}`,
    `\`\`\`text\n${[...path, usage === '[options]' ? '' : usage].join(' ').trim()}\n\`\`\``,
    `${text.charAt(0).toUpperCase()}${text.slice(1)}.${changes ? ' `--dry-run` only shows what would be done.' : ''}`,
    rows.length > 0 ? ['| Option | What it does |', '|---|---|', ...rows].join('\n') : '',
    `For example:\n\n\`\`\`sh\n${examples(command).join('\n')}\n\`\`\``,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const INTRO = `\`switchyard\` does from your machine, or from an agent's, what you would do on the pages of GitHub, and keeps the agents' worktrees. It runs in a clone, or anywhere with \`--repo OWNER/NAME\`.

\`\`\`sh
npx switchyard --help                # in a clone of Switchyard, after npm ci
npm install --global PATH-OR-GIT-URL # to have it everywhere
\`\`\`

It needs git 2.38 and Node 22.18 or later, and says so where one of them is too old.

| | |
|---|---|
| Repository | \`--repo\`, else the git remote \`origin\` |
| Server | \`GITHUB_API_URL\`, else the host of \`origin\`: GitHub, GitHub Enterprise, or the sandbox |
| Token | \`GITHUB_TOKEN\` or \`GH_TOKEN\`, else the one in the remote's address, else what \`gh auth token\` says. Servers other than GitHub's get \`GH_ENTERPRISE_TOKEN\`, and the general ones only where \`GITHUB_API_URL\` names the server or it is this machine |
| The App | found by the card and the labels it wrote; where several bots look like it, say \`--app SLUG\`, or once and for all \`git config switchyard.app SLUG\` |
| Exit code | 0 done, 1 it could not be done, 2 wrong usage |
| \`--json\` | on every command; an error is \`{"error": {"code", "message"}}\` on the standard output, too |

## What an agent is given

\`agent create\` and \`agent sync\` write \`.switchyard/packet.md\` into the worktree, outside of version control. In it stand the text that was accepted (found by the hash on the App's card, even when somebody changed the issue since), what the App recorded in comments that nobody else edited, and comments whose command the App answered with 👍 and that were not edited after it. Nothing else of the issue is handed over: anybody can write there. Nothing is written for a packet that nobody accepted.`

/** Every command by its words. */
export function cliPage(generated: string): string {
  const program = buildProgram({ io: nothing, exit: 0 })
  const all = leaves(program, ['switchyard'])
  return `${['# The command line', generated, INTRO, ...all.map(section)].join('\n\n')}\n`
}
