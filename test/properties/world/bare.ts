/** A bare repository in memory: answers the git commands that the emulator runs, byte for byte as git does. */
import type { GitOptions, GitResult, StandIn } from '@switchyard/github-emulator/testing'
import * as git from './objects.ts'

export interface Bare extends StandIn {
  objects: git.Objects
  refsNow: Map<string, string>
  /** Who moved a ref last. */
  movers: Map<string, string>
  /** Moves a ref, as a push by this login does. */
  push(ref: string, sha: string | null, login: string): void
}

const SHA = /^[0-9a-f]{40}$/
const ZERO = '0'.repeat(40)

type Answer = string | { code: number; out?: string }
type Command = (bare: Bare, args: string[], options: GitOptions) => Answer

const no: Answer = { code: 1 }
const isFlag = (arg: string) => arg.startsWith('-') && arg !== '--'

function resolve({ objects, refsNow }: Bare, name: string): string | null {
  const sha = SHA.test(name) ? name : (refsNow.get(name) ?? refsNow.get(`refs/heads/${name}`))
  return sha !== undefined && objects.commits.has(sha) ? sha : null
}

/** What a name stands for: a commit, one of its trees or files. */
function objectAt(bare: Bare, name: string): { type: string; sha: string } | null {
  const { objects } = bare
  const [rev = '', path] = name.split(/:(.*)/s)
  if (path === undefined) {
    const bareName = rev.replace(/\^\{\w+\}$/, '')
    if (objects.blobs.has(bareName)) return { type: 'blob', sha: bareName }
    if (objects.trees.has(bareName)) return { type: 'tree', sha: bareName }
    const sha = resolve(bare, bareName)
    if (sha === null) return null
    return rev.endsWith('^{tree}')
      ? { type: 'tree', sha: objects.commits.get(sha)?.tree ?? '' }
      : { type: 'commit', sha }
  }
  let found = objectAt(bare, `${rev}^{tree}`)
  for (const part of path.split('/').filter((one) => one !== '')) {
    const entry = found && objects.trees.get(found.sha)?.find((one) => one.name === part)
    if (!entry) return null
    found = { type: entry.mode === '40000' ? 'tree' : 'blob', sha: entry.sha }
  }
  return found
}

/** The commits that arguments of `log` and `rev-list` name. */
function commitsNamed(bare: Bare, args: string[]): string[] {
  const [from, without]: [string[], string[]] = [[], []]
  const end = args.indexOf('--')
  let isNot = false
  for (const arg of end < 0 ? args : args.slice(0, end)) {
    if (arg === '--not') isNot = true
    if (isFlag(arg)) continue
    const [left = '', right] = arg.split('..')
    if (right !== undefined) {
      without.push(resolve(bare, left) ?? '')
      from.push(resolve(bare, right) ?? '')
    } else if (arg.startsWith('^') || isNot) without.push(resolve(bare, arg.replace('^', '')) ?? '')
    else from.push(resolve(bare, arg) ?? '')
  }
  if (args.includes('--no-walk=unsorted')) return from
  const paths = end < 0 ? [] : args.slice(end + 1)
  let found = git.walk(bare.objects, from, without, args.includes('--first-parent'))
  if (args.includes('--merges')) found = found.filter((sha) => (bare.objects.commits.get(sha)?.parents.length ?? 0) > 1)
  if (paths.length > 0) found = found.filter((sha) => isOwn(bare, sha, paths))
  const most = Number(
    /^--max-count=(\d+)$/.exec(args.find((one) => one.startsWith('--max-count')) ?? '')?.[1] ?? Infinity,
  )
  found = found.slice(0, args.includes('-1') ? 1 : most)
  return args.includes('--reverse') ? found.reverse() : found
}

const isUnder = (path: string, folders: string[]) => folders.some((one) => path === one || path.startsWith(`${one}/`))

/** Whether a commit changed one of these paths itself: a merge that took it from one side did not. */
const isOwn = (bare: Bare, sha: string, paths: string[]): boolean =>
  (bare.objects.commits.get(sha)?.parents.map((_, nth) => nth) ?? [])
    .concat(0)
    .every((nth) => changedBy(bare, sha, nth).some(([, path]) => isUnder(path, paths)))

/** Compares with a parent, the first by default. */
function changedBy({ objects }: Bare, sha: string, nth = 0): [letter: string, path: string][] {
  const parent = objects.commits.get(sha)?.parents[nth]
  return changes(parent === undefined ? new Map() : git.filesOf(objects, parent), git.filesOf(objects, sha))
}

const changes = (from: git.Files, to: git.Files): [string, string][] =>
  git.pathsBetween(from, to).map((path) => [from.has(path) ? (to.has(path) ? 'M' : 'D') : 'A', path])

function fields({ objects }: Bare, sha: string): string {
  const commit = objects.commits.get(sha)
  if (!commit) throw new Error(`no commit ${sha}`)
  const { tree, parents, author, committer, message } = commit
  const people = [author, committer].flatMap(({ name, email, at }) => [name, email, String(at)])
  return [sha, tree, parents.join(' '), ...people, message].join('\x1f')
}

const log: Command = (bare, args) => {
  if (args.includes('-g')) {
    const login = bare.movers.get(args.find((one) => one.startsWith('refs/')) ?? '')
    return login === undefined ? no : `${login}\n`
  }
  const shas = commitsNamed(bare, args)
  if (args.includes('--name-only')) {
    const paths = args.slice(args.indexOf('--') + 1)
    const found = shas.flatMap((sha) => changedBy(bare, sha).map(([, path]) => path))
    return found.filter((path) => isUnder(path, paths)).join('\n')
  }
  if (!args.includes('--name-status')) return shas.map((sha) => `${fields(bare, sha)}\x1e\n`).join('')
  const named = (sha: string) =>
    changedBy(bare, sha)
      .map((one) => `${one.join('\0')}\0`)
      .join('')
  return shas.map((sha) => `\x1e${fields(bare, sha)}\x1d\n${named(sha)}`).join('')
}

const diffTree: Command = ({ objects }, args) => {
  const [from, to] = args.filter((one) => SHA.test(one)).map((one) => filesOfAny(objects, one))
  const found = changes(from ?? new Map(), to ?? new Map())
  const isCounted = args.includes('--numstat')
  const lineCount = (sha: string | undefined) => (objects.blobs.get(sha ?? '') ?? '').split('\n').length
  return found
    .map(([letter, path]) => {
      const [before, after] = [from?.get(path), to?.get(path)]
      if (isCounted) return `${after ? lineCount(after) : 0}\t${before ? lineCount(before) : 0}\t${path}\0`
      const mode = (sha: string | undefined) => (sha ? '100644' : '000000')
      return `:${mode(before)} ${mode(after)} ${before ?? ZERO} ${after ?? ZERO} ${letter}\0${path}\0`
    })
    .join('')
}

const filesOfAny = (objects: git.Objects, sha: string) => objects.files.get(sha) ?? git.filesOf(objects, sha)

const mergeTree: Command = ({ objects }, args) => {
  const [ours = '', theirs = ''] = args.slice(-2)
  const merged = git.mergeFiles(objects, ours, theirs)
  if (merged === null) return { code: 128 }
  if (Array.isArray(merged)) return { code: 1, out: [ZERO, ...merged, ''].join('\0') }
  return `${git.putTree(objects, merged)}\0`
}

const commitTree: Command = ({ objects }, args, { input = '', as }) => {
  const parents = args.flatMap((one, n) => (args[n - 1] === '-p' ? [one] : []))
  if (!as) throw new Error('a commit of nobody')
  const { user, at } = as
  const email = `${user.id}+${user.login}@users.noreply.sandbox.invalid`
  const who = { name: user.login, email, at: Math.floor(at / 1000) }
  const message = String(input)
  return `${git.putCommit(objects, { tree: args[1] ?? '', parents, author: who, committer: who, message })}\n`
}

const catFile: Command = (bare, args, { input }) => {
  const [how, name = ''] = args.slice(1)
  if (how === '--batch-check') {
    const asked = String(input).trimEnd()
    const found = objectAt(bare, asked)
    const size = Buffer.byteLength(bare.objects.blobs.get(found?.sha ?? '') ?? '')
    return found ? `${found.sha} ${found.type} ${size}\n` : `${asked} missing\n`
  }
  const found = objectAt(bare, name)
  if (!found) return { code: 128 }
  if (how === '-e') return ''
  if (how === '-t') return `${found.type}\n`
  return bare.objects.blobs.get(found.sha) ?? { code: 128 }
}

const lsTree: Command = (bare, args) => {
  const [rev = '', folder] = args.filter((one, n) => n > 0 && !isFlag(one))
  const tree = objectAt(bare, folder === undefined ? `${rev}^{tree}` : `${rev}:${folder}`)
  const entries = bare.objects.trees.get(tree?.sha ?? '') ?? []
  if (args.includes('--name-only')) return entries.map(({ name }) => `${folder ?? ''}${name}\n`).join('')
  const line = ({ mode, name, sha }: git.TreeEntry) =>
    mode === '40000' ? `040000 tree ${sha}\t${name}` : `${mode} blob ${sha}\t${name}`
  return entries.map((one) => `${line(one)}\0`).join('')
}

const updateRef: Command = (bare, args, { as }) => {
  const isGone = args.includes('-d')
  const [ref = '', ...rest] = args.slice(1).filter((one, n, all) => !isFlag(one) && all[n - 1] !== '-m')
  const [after, before] = isGone ? [null, rest[0]] : [rest[0] ?? null, rest[1]]
  if (before !== undefined && (bare.refsNow.get(ref) ?? ZERO) !== before) return no
  const above = [...bare.refsNow.keys()].some((one) => one.startsWith(`${ref}/`) || ref.startsWith(`${one}/`))
  if (above && after !== null) return no
  bare.push(ref, after, as?.user.login ?? '')
  return ''
}

const REF = /^refs\/(?!.*(?:\/\.|\.\.|\/\/|@\{|\.lock(?:\/|$)|[\0-\x20\x7f~^:?*[\\]))[^/].*[^/.]$/

const commands: Record<string, Command> = {
  'rev-parse': (bare, args) => {
    const found = objectAt(bare, args.at(-1) ?? '')
    return found ? `${found.sha}\n` : no
  },
  'merge-base': ({ objects }, args) => {
    const [one = '', other = ''] = args.slice(-2)
    if (args.includes('--is-ancestor')) return git.isAncestor(objects, one, other) ? '' : no
    const found = git.mergeBase(objects, one, other)
    return found === null ? no : `${found}\n`
  },
  log,
  'rev-list': (bare, args) => {
    const found = commitsNamed(bare, args.slice(1))
    return args.includes('--count') ? `${found.length}\n` : found.map((sha) => `${sha}\n`).join('')
  },
  'diff-tree': diffTree,
  'merge-tree': mergeTree,
  'commit-tree': commitTree,
  'cat-file': catFile,
  'ls-tree': lsTree,
  'update-ref': updateRef,
  'check-ref-format': (_bare, args) => (REF.test(args[1] ?? '') ? '' : no),
}

export function createBare(): Bare {
  const bare: Bare = {
    objects: git.noObjects(),
    refsNow: new Map(),
    movers: new Map(),
    push(ref, sha, login) {
      if (sha === null) bare.refsNow.delete(ref)
      else bare.refsNow.set(ref, sha)
      bare.movers.set(ref, login)
    },
    refs: () => Object.fromEntries([...bare.refsNow].sort(([a], [b]) => (a < b ? -1 : 1))),
    run(args, options): GitResult {
      const command = commands[args[0] ?? '']
      if (!command) throw new Error(`the git in memory does not know: git ${args.join(' ')}`)
      const own = args[0] === 'log' ? args.slice(1) : args
      const answer = command(bare, own, options)
      const { code, out = '' } = typeof answer === 'string' ? { code: 0, out: answer } : answer
      return { code, stdout: out, bytes: Buffer.from(out), stderr: code === 0 ? '' : 'refused' }
    },
  }
  return bare
}
