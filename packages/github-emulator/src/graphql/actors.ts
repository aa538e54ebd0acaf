import type { User } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import type { Context, Node } from './context.ts'

/** A User, Bot or Organization. GraphQL names a bot without the `[bot]` that REST puts behind its login. */
export function actorNode(context: Context, user: User): Node {
  const { forge } = context
  const login = user.type === 'Bot' ? user.login.replace(/\[bot\]$/, '') : user.login
  const path = user.type === 'Bot' ? `/apps/${login}` : `/${login}`
  return {
    __typename: user.type,
    id: nodeId(user.type, user.id),
    databaseId: user.id,
    login,
    name: user.name,
    email: '',
    resourcePath: path,
    url: forge.baseUrl + path,
    ...(user.type === 'User' && { isViewer: viewerId(context) === user.id, status: null, bio: null, company: null }),
    avatarUrl: `${forge.baseUrl}/avatars/${encodeURIComponent(user.login)}`,
  }
}

const viewerId = ({ viewer }: Context) => ('user' in viewer ? viewer.user.id : null)

/** Returns the actor with this id; null for a deleted account, as on GitHub. */
export function actorById(context: Context, id: number | null | undefined): Node | null {
  const user = context.forge.world.users.find((known) => known.id === id)
  return user ? actorNode(context, user) : null
}

/** Returns the viewer. An App's installation is a user named `SLUG[bot]` here. */
export function viewerNode(context: Context): Node | null {
  const { viewer } = context
  if (!('user' in viewer)) return null
  return { ...actorNode(context, viewer.user), __typename: 'User', login: viewer.user.login, isViewer: true }
}
