import { resolve } from 'node:path'
import { portableTexts } from '../../i18n/catalogs/portable/portable.ts'
import { findOldHistories } from '../../store/archive/find-old-histories.ts'
import { readOldHistory } from '../../store/archive/old-history.ts'
import type { Context } from '../context.ts'
import { openOwnProfile } from '../portable/open-own-profile.ts'

/** Takes histories of the earlier programs into a profile, where they are read as archives. */
export async function runImportCommand(context: Context): Promise<void> {
  const { operands, language } = context
  const texts = portableTexts[language]
  const profile = await openOwnProfile(context)
  try {
    const found = []
    for (const path of operands) {
      found.push(...(await findOldHistories(resolve(path), profile.username)))
    }
    // All of them are read before the first is kept: a mistake leaves nothing half done.
    const archives = []
    for (const { path, name } of found) {
      archives.push({ path, name, messages: await readOldHistory(path) })
    }
    for (const { path, name, messages } of archives) {
      await profile.archives.save({ name, messages })
      process.stdout.write(`${texts.imported(name, messages.length, path)}\n`)
    }
    if (archives.length === 0) process.stderr.write(`${texts.nothingToImport}\n`)
  } finally {
    await profile.close()
  }
}
