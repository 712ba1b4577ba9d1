import type { Connection, Handlers } from '../../net/connection.ts'
import { ChatError } from '../../shared/errors.ts'

type Call = (call: { readonly connection: Connection }) => unknown

/** The same answers, for whoever is trusted; anybody else is refused with KEY_CHANGED, and what he only tells is not heard. */
export function onlyTrusted(
  handlers: Handlers,
  isTrusted: (connection: Connection) => boolean,
): Handlers {
  const guard = (table: object, refuse: () => unknown): object =>
    Object.fromEntries(
      Object.entries(table as Readonly<Record<string, Call>>).map(([name, answer]) => [
        name,
        (call: Parameters<Call>[0]) => (isTrusted(call.connection) ? answer(call) : refuse()),
      ]),
    )
  return {
    methods: guard(handlers.methods, async () => {
      throw new ChatError('KEY_CHANGED')
    }),
    notices: guard(handlers.notices, () => undefined),
  }
}
