import { resolve } from 'node:path'
import { portableTexts } from '../../i18n/catalogs/portable/portable.ts'
import { restoreBackup } from '../../store/backup/backup-file.ts'
import type { Context } from '../context.ts'

/** Brings a backup into this data folder. */
export async function runRestoreCommand(context: Context): Promise<void> {
  const { operands, language, dataDir } = context
  const subject = await restoreBackup(resolve(operands[0] ?? ''), dataDir)
  const { restoredPeer, restoredTracker } = portableTexts[language]
  const text = subject.kind === 'peer' ? restoredPeer(subject.username) : restoredTracker
  process.stdout.write(`${text}\n`)
}
