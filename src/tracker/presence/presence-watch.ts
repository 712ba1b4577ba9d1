import type { TrackerHandler } from '../tracker-context.ts'

/** Who is online now; from here on the connection hears who comes and goes. */
export const presenceWatch: TrackerHandler<'presence.watch'> = async ({ connection }, tracker) => {
  return { result: {}, body: tracker.watchers.watch(connection) }
}
