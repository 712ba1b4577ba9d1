import { ChatError, isChatError, ProtocolError } from '../shared/errors.ts'
import { createLogger } from '../shared/logger.ts'
import type { Disk } from '../store/disk/disk.ts'
import { nodeDisk } from '../store/disk/node-disk.ts'
import { watchDisk } from '../store/disk/watched-disk.ts'
import type { StateEvent } from './reducer.ts'

const log = createLogger('peer')

/** How the user hears of what goes wrong outside his own actions. */
export interface Troubles {
  /** What fails without anybody waiting for it: told as an alert; a bug goes to the crash guard. */
  tell(error: unknown): void
  tellDamage(damage: { readonly path: string }): void
  /** The disk, whose trouble is told once when it begins and once when it is over. */
  readonly disk: Disk
}

export function createTroubles(options: {
  readonly disk: Disk | undefined
  dispatch(event: StateEvent): void
  now(): number
}): Troubles {
  /** Told, and not over. */
  const ofDisk = new Set<string>()

  function raise({ code, subject }: ChatError): void {
    options.dispatch({ type: 'alert-raised', code, subject, at: options.now() })
  }

  return {
    tell(error) {
      if (isChatError(error)) {
        if (!ofDisk.has(error.code)) raise(error)
      } else if (error instanceof ProtocolError) log('protocol error', { code: error.code })
      else
        queueMicrotask(() => {
          throw error
        })
    },
    tellDamage: ({ path }) => raise(new ChatError('DAMAGE_SET_ASIDE', { subject: path })),
    disk: watchDisk(options.disk ?? nodeDisk, {
      onFailing(error) {
        ofDisk.add(error.code)
        raise(error)
      },
      onWorking() {
        ofDisk.clear()
        raise(new ChatError('DISK_WORKS_AGAIN'))
      },
    }),
  }
}
