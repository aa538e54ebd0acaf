/**
 * What the first version wrote, byte for byte. These texts are on GitHub for good: they are never changed here, and every
 * later version reads the same from them.
 */
export const VERSION_1 = {
  decided:
    '**Decision 2**, by maintainer:\n\n> Use "v2" --&gt;\n> & tell @<!-- -->reader\n\nQuestion was: Which version?\n\nAgent: go on with this.\n\n<!-- switchyard-record {"number":2,"by":"maintainer","text":"Use \\"v2\\" \\u002d\\u002d\\u003e\\n\\u0026 tell \\u0040reader"} -->\n<!-- switchyard:decided:41 -->',
  unblocked:
    '**Unblocked** by maintainer:\n\n> Use "v2" --&gt;\n> & tell @<!-- -->reader\n\nIt was blocked on: no database\n\nAgent: go on, and report with `/status running`.\n\n<!-- switchyard-record {"by":"maintainer","text":"Use \\"v2\\" \\u002d\\u002d\\u003e\\n\\u0026 tell \\u0040reader"} -->\n<!-- switchyard:unblocked:41 -->',
  redirected:
    '**Redirected** by maintainer:\n\n> Use "v2" --&gt;\n> & tell @<!-- -->reader\n\nOut of bounds were:\n- `src/a.ts`\n\nAgent: go on with this, and report with `/status running`.\n\n<!-- switchyard-record {"by":"maintainer","text":"Use \\"v2\\" \\u002d\\u002d\\u003e\\n\\u0026 tell \\u0040reader"} -->\n<!-- switchyard:redirect:41 -->',
  granted:
    '**Scope granted** by writer: `docs/` and `a, b.ts` are in scope now. Reason: needed\n\n<!-- switchyard-record {"verdict":"allowed","paths":["docs/","a, b.ts"],"reason":"needed","by":"writer"} -->\n<!-- switchyard:scope:42 -->',
  grantedFiles:
    '**Scope granted** by writer: `src/*.ts` (one file of that name) is in scope now.\n\n<!-- switchyard-record {"verdict":"allowed","files":["src/*.ts"],"reason":"","by":"writer"} -->\n<!-- switchyard:scope:43 -->',
  denied:
    '**Scope not granted** by writer: `src/` stays out of this packet.\n\nAgent: take that change out of the branch, or ask what to do with `/ask`.\n\n<!-- switchyard-record {"verdict":"denied","paths":["src/"],"reason":"","by":"writer"} -->\n<!-- switchyard:scope:44 -->',
  depends:
    'This packet has a soft dependency on `db-users` now (maintainer).\n\n<!-- switchyard-record {"verb":"added","name":"db\\u002dusers","kind":"soft","by":"maintainer"} -->\n<!-- switchyard:depends:41 -->',
  dropped:
    'This packet does not depend on `auth` any more (maintainer).\n\n<!-- switchyard-record {"verb":"dropped","name":"auth","kind":null,"by":"maintainer"} -->\n<!-- switchyard:depends:41 -->',
  waived:
    'maintainer waived `auth`: this packet does not wait for it. Agent: do not count on what it would have delivered.\n\n<!-- switchyard-record {"name":"auth","by":"maintainer"} -->\n<!-- switchyard:waive:41 -->',
  round:
    '**Execution round 3**, 10:00, started by maintainer: 2 🟢 Running · 1 🔵 Done\n\nSince the last round: this is the first one.\n\nEvery agent has been heard from in time.\n\n<!-- switchyard-record {"round":3,"at":1772445600000,"by":"maintainer","counts":"{\\"running\\":2,\\"done\\":1}"} -->\n<!-- switchyard:round-of:55 -->',
  merged:
    '`db` is merged into `main` as `bbbbbbb` by #9. To remove the local worktree:\n\n```sh\ngit worktree remove worktrees/agent-db && git branch -D feature/db\n```\n\n<!-- switchyard-record {"files":3,"lines":120,"pull":9,"passedAt":1772445600000,"sha":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"} -->\n<!-- switchyard:merged -->',
  mergedPlain:
    '`db` is merged into `main` as `bbbbbbb`. To remove the local worktree:\n\n```sh\ngit worktree remove worktrees/agent-db && git branch -D feature/db\n```\n\n<!-- switchyard-record {"sha":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","pull":null} -->\n<!-- switchyard:merged -->',
  remarks:
    '**Changes requested** by reader in [a review](https://github.com/acme/app/pull/9#r) of #9:\n\n> Not yet.\n\nAgent: push what this asks for, or say why not, and report `/status done` again.\n\n<!-- switchyard-record {"review":71,"by":"reader","account":8} -->\n<!-- switchyard:remarks:71 -->',
  accepted:
    'maintainer accepted this packet.\n\n<!-- switchyard-record {"hash":"abc123","by":"maintainer","comment":null} -->\n<!-- switchyard:accepted:abc123 -->',
  tickedMerge:
    'maintainer ticked the box: merge `db` at `aaaaaaa`.\n\n<!-- switchyard:ticked-merge:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:1772445600000 -->\n<!-- switchyard-record {"by":"maintainer","text":"merge:4:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"} -->',
  tickedAccept:
    'maintainer ticked the box: `db` is accepted as it was shown.\n\n<!-- switchyard:ticked-accept:4:1772445600000 -->\n<!-- switchyard:accepted:abc123 -->\n<!-- switchyard-record {"by":"maintainer","text":"accept:4:abc123"} -->',
  ledger:
    '<!-- switchyard-said {"said":[[5,0,8,"agent","Bot","writer"],[6,1,9,"writer","User","other"]],"refused":[[7,1772445600000]],"agents":[[8,"agent"]]} -->',
  box: '- [ ] Allow `docs/` in db (#4) <!-- switchyard-record {"paths":["docs/"]} --> <!-- switchyard:tick:allow:4:0123456789abcdef -->',
  boxFiles:
    '- [ ] Allow `a.ts` in db (#4) <!-- switchyard-record {"files":["a.ts"]} --> <!-- switchyard:tick:allow:4:0123456789abcdef -->',
  mergeBox: '- [ ] Merge db (#4) <!-- switchyard:tick:merge:4:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa -->',
  roundBox: '- [ ] Start an execution round <!-- switchyard:tick:round -->',
  /** Before lists: paths joined with commas. */
  grantedJoined:
    '<!-- switchyard-record {"verdict":"allowed","path":"docs/, a, b.ts","reason":"","by":"writer"} -->\n<!-- switchyard:scope:45 -->',
  externalId:
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb:cccccccccccccccccccccccccccccccccccccccc:61:4',
  /** Before packets were named in it. */
  externalIdOfNobody:
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb:cccccccccccccccccccccccccccccccccccccccc:61',
  notRunTitles: {
    'not-allowed': 'Nothing was run: the operator does not allow it',
    'no-command': 'Nothing was run: no test command',
    gone: 'Nothing was run: a commit is gone',
    error: 'Nothing was run: the runner failed',
    'nothing-reported': 'Nothing was run: no workflow or check reported',
    'not-reported': 'Something that must run did not run',
  },
} as const
