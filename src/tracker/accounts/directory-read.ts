import type { TrackerHandler } from '../tracker-context.ts'

/** The directory from some record on, in portions. */
export const directoryRead: TrackerHandler<'directory.read'> = async ({ params }, tracker) => {
  const { head } = tracker.directory
  return { result: { head }, body: tracker.directory.read(params.after) }
}
