import { cliTexts } from '../../i18n/catalogs/cli.ts'
import { portableTexts } from '../../i18n/catalogs/portable/portable.ts'
import { ChatError } from '../../shared/errors.ts'
import { listProfiles, openProfile, type Profile } from '../../store/profile.ts'
import type { Context } from '../context.ts'
import { readPassword } from '../read-password.ts'
import { usage } from '../settings.ts'
import { askPassword } from './ask-password.ts'

/**
 * The profile that the flags name, or the only one of the data folder, unlocked with its password. Throws USAGE, WRONG_PASSWORD,
 * NO_PROFILE_HERE, and PROFILE_IN_USE while a chat is open with it.
 */
export async function openOwnProfile(context: Context): Promise<Profile> {
  const { settings, env, language, dataDir } = context
  const username = await ownProfileName(context)
  const given = await readPassword(settings, env, process.stdin, language)
  const password = given ?? (await ask(context, username))
  return openProfile({ dataDir, username, password })
}

/** The user that the flags name, or the only one of the data folder. Throws USAGE when there are several, NO_PROFILE_HERE. */
export async function ownProfileName({ settings, dataDir, language }: Context): Promise<string> {
  const named = settings.text('user')
  if (named !== undefined) return named
  const names = await listProfiles(dataDir)
  const [only] = names
  if (only === undefined) throw new ChatError('NO_PROFILE_HERE')
  if (names.length > 1) throw usage(portableTexts[language].whichUser(names.join(', ')))
  return only
}

async function ask({ language }: Context, username: string): Promise<string> {
  if (!process.stdin.isTTY) throw usage(cliTexts[language].wrong.passwordNeeded)
  return askPassword(portableTexts[language].passwordOf(username), process.stdin, process.stderr)
}
