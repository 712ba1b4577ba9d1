import type { TrackerHandler } from '../tracker-context.ts'

/** The user goes offline; the connection stays. */
export const logout: TrackerHandler<'logout'> = async ({ connection }, tracker) => {
  const session = tracker.sessions.logOut(connection)
  if (session !== undefined) {
    tracker.watchers.go(connection.kid)
    tracker.shares.forget(connection.kid)
    tracker.governance.inactivity.went(connection.kid)
    tracker.log({ type: 'left', username: session.username, why: 'logout' })
  }
  return { result: {} }
}
