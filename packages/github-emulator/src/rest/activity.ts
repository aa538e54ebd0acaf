import { nodeId } from '../domain/nodeid.ts'
import { iso } from '../domain/time.ts'
import { userViewById } from '../views/user.ts'
import { pagedByCursor } from './pages.ts'
import { type Router, repoRoute } from './router.ts'

/** Lists who moved which branch and when, newest first. */
export function activityRoutes(router: Router): void {
  repoRoute(router, 'GET', '/activity', (ask) => {
    ask.need('contents', 'read')
    const ref = ask.query('ref')
    const full = ref === undefined || ref.startsWith('refs/') ? ref : `refs/heads/${ref}`
    const [type, who] = [ask.query('activity_type'), ask.query('actor')]
    const login = (id: number) => ask.forge.world.users.find((u) => u.id === id)?.login
    const rows = ask.repo.activity
      .filter((a) => (full === undefined || a.ref === full) && (type === undefined || a.type === type))
      .filter((a) => who === undefined || login(a.actorId) === who)
      .toSorted((a, b) => (ask.query('direction') === 'asc' ? a.id - b.id : b.id - a.id))
    return pagedByCursor(ask, rows).map((a) => ({
      id: a.id,
      node_id: nodeId('TimelineEvent', a.id),
      before: a.before,
      after: a.after,
      ref: a.ref,
      timestamp: iso(a.at),
      activity_type: a.type,
      actor: userViewById(ask.forge, a.actorId),
    }))
  })
}
