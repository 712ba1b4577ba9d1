import type { Connection } from '../../net/connection.ts'
import type { DirectoryHead } from '../../protocol/records.ts'
import { isChatError, ProtocolError } from '../../shared/errors.ts'
import type { Profile } from '../../store/profile.ts'
import { readDirectory } from '../session/enter-tracker.ts'
import type { Directory } from './directory.ts'
import type { Users } from './users.ts'

/** Keeps this peer's copy of the directory up to date while it is logged in at the tracker. */
export interface DirectoryReader {
  /** Reads what the directory has gained; calls that come meanwhile share it. */
  refresh(): Promise<void>
  /** Somebody else's directory ends there: if that is farther than here, it is read. */
  heardOf(head: DirectoryHead): Promise<void>
}

export interface DirectoryReaderOptions {
  readonly profile: Pick<Profile, 'appendDirectory'>
  readonly directory: Directory
  readonly users: Pick<Users, 'refresh'>
  tracker(): Connection | undefined
}

export function createDirectoryReader(options: DirectoryReaderOptions): DirectoryReader {
  const { profile, directory, users } = options
  let refreshing: Promise<void> | undefined

  function refresh(): Promise<void> {
    const tracker = options.tracker()
    if (tracker === undefined) return Promise.resolve()
    refreshing ??= readDirectory(tracker, directory, profile.appendDirectory)
      .then(() => users.refresh())
      .catch((error: unknown) => {
        // Logging in anew tells what is wrong with it.
        if (error instanceof ProtocolError) tracker.close(error.code)
        else if (!isChatError(error)) throw error
      })
      .finally(() => {
        refreshing = undefined
      })
    return refreshing
  }

  return {
    refresh,
    async heardOf(head) {
      if (head[0] > directory.head[0]) await refresh()
    },
  }
}
