import type { TrackerHandler } from '../../tracker-context.ts'

/** The living rooms that this tracker knows. */
export const roomsList: TrackerHandler<'rooms.list'> = async (_request, tracker) => {
  return { result: {}, body: tracker.rooms.list.encode() }
}
