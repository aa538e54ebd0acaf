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

/** Commands without subcommands, with the words that call them. */
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

const INTRO = `\`switchyard\` does from a terminal what you would do on GitHub's pages, for people and agents, and manages the agents' worktrees. It runs in a clone, or anywhere with \`--repo OWNER/NAME\`.

\`\`\`sh
npx switchyard --help                # in a clone of Switchyard, after npm ci
npm install --global PATH-OR-GIT-URL # to have it everywhere
\`\`\`

It needs git 2.38 and Node 22.18 or later, and says so if one of them is too old.

| | |
|---|---|
| Repository | \`--repo\`, otherwise the git remote \`origin\` |
| Server | \`GITHUB_API_URL\`, otherwise the host of \`origin\`: GitHub, GitHub Enterprise, or the sandbox |
| Token | \`GITHUB_TOKEN\` or \`GH_TOKEN\`, otherwise the one in the remote's address, otherwise \`gh auth token\`. Servers other than GitHub's get \`GH_ENTERPRISE_TOKEN\`; they get the general ones only if \`GITHUB_API_URL\` names the server or it is this machine |
| The App | recognized by its card and labels. If several bots match, pass \`--app SLUG\`, or set it permanently with \`git config switchyard.app SLUG\` |
| Exit code | 0 success, 1 failure, 2 wrong usage |
| \`--json\` | on every command; an error is \`{"error": {"code", "message"}}\`, also on standard output |

## What an agent gets

\`agent create\` and \`agent sync\` write \`.switchyard/packet.md\` into the worktree, outside version control. It contains:

- the accepted text, found by the hash on the App's card even if somebody changed the issue since
- what the App recorded in comments that nobody else edited
- comments whose command the App answered with 👍, unless edited afterwards

Anyone can write in the rest of the issue, so nothing else is passed on. If nobody accepted the packet, nothing is written.`

/** `docs/cli.md`: every command. */
export function cliPage(generated: string): string {
  const program = buildProgram({ io: nothing, exit: 0 })
  const all = leaves(program, ['switchyard'])
  return `${['# The command line', generated, INTRO, ...all.map(section)].join('\n\n')}\n`
}
