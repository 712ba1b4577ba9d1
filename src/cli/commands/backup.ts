import { resolve } from 'node:path'
import { portableTexts } from '../../i18n/catalogs/portable/portable.ts'
import { writeBackup, type BackupSubject } from '../../store/backup/backup-file.ts'
import type { Context } from '../context.ts'
import { ownProfileName } from '../portable/open-own-profile.ts'

/** One file with a whole profile, locked as it is, or with a tracker. */
export async function runBackupCommand(context: Context): Promise<void> {
  const { settings, operands, language, dataDir } = context
  const file = resolve(operands[0] ?? '')
  const subject: BackupSubject = settings.isOn('tracker')
    ? { kind: 'tracker' }
    : { kind: 'peer', username: await ownProfileName(context) }
  await writeBackup(dataDir, subject, file)
  const { backedUpPeer, backedUpTracker } = portableTexts[language]
  const text =
    subject.kind === 'peer' ? backedUpPeer(subject.username, file) : backedUpTracker(file)
  process.stdout.write(`${text}\n`)
}
