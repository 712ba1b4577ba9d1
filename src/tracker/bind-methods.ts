import { setTimeout as wait } from 'node:timers/promises'
import type { Connection, Handlers, RequestHandler } from '../net/connection.ts'
import { METHODS, type Method, type Params } from '../protocol/wire/methods.ts'
import { ChatError, ProtocolError } from '../shared/errors.ts'
import { createTokenBuckets, type TokenBuckets } from './limits/token-buckets.ts'
import { METHOD_TABLE, type Audience, type MethodRow } from './method-table.ts'
import { relayNotices } from './relay/relay-requests.ts'
import type { TrackerContext } from './tracker-context.ts'

/** A user may spend this much; an honest peer needs a hundredth. What goes beyond waits, and with it what he sends next. */
const BUDGET = { perSecond: 500, burst: 3_000 }

/** The table of methods as handlers of connections: permission, budget and the log of refusals around each. */
export function bindMethods(tracker: TrackerContext): Handlers {
  const budgets = createTokenBuckets(BUDGET)
  const methods: Partial<Record<Method, unknown>> = {}
  for (const method of Object.keys(METHODS) as Method[]) {
    const row = METHOD_TABLE[method]
    if (row !== undefined)
      methods[method] = bind(method, row as MethodRow<Method>, tracker, budgets)
  }
  return { methods: methods as Handlers['methods'], notices: relayNotices(tracker) }
}

function bind<M extends Method>(
  method: M,
  row: MethodRow<M>,
  tracker: TrackerContext,
  budgets: TokenBuckets,
): RequestHandler<M> {
  return async (request) => {
    const { connection } = request
    try {
      await spend(connection, row.cost, tracker, budgets)
      permit(connection, row.who, tracker)
      return await row.handle(request, tracker)
    } catch (error) {
      logRefusal(error, method, request, tracker)
      throw error
    }
  }
}

async function spend(
  connection: Connection,
  cost: number,
  { sessions }: TrackerContext,
  budgets: TokenBuckets,
): Promise<void> {
  const nowMs = performance.now()
  const waitMs = budgets.waitMs(connection.kid, nowMs)
  budgets.take(connection.kid, cost, nowMs)
  if (waitMs === 0) return
  await wait(waitMs, undefined, { ref: false })
  if (!sessions.has(connection)) throw new ChatError('CONNECTION_LOST')
}

function permit(
  connection: Connection,
  who: Audience,
  { sessions, accounts }: TrackerContext,
): void {
  const isPermitted =
    who === 'anyone' ||
    (who === 'logged-in'
      ? sessions.isLoggedIn(connection)
      : accounts.byKid(connection.kid) !== undefined)
  if (!isPermitted) throw new ChatError('NOT_LOGGED_IN')
}

function logRefusal(
  error: unknown,
  method: Method,
  { params, connection }: { params: Params<Method>; connection: Connection },
  { accounts, log }: TrackerContext,
): void {
  if (!(error instanceof ChatError) && !(error instanceof ProtocolError)) return
  const { code } = error
  if (code === 'DISK_FULL' || code === 'DISK_DENIED' || code === 'DISK_FAILED') {
    log({ type: 'disk-failed', code, what: method })
    return
  }
  const username =
    'username' in params ? params.username : (accounts.byKid(connection.kid)?.username ?? '')
  log({ type: 'refused', what: method, host: connection.remote.host, code, username })
}
