import { pluralOf } from '../../plural.ts'
import type { PortableTexts } from './portable.ts'

const plural = pluralOf('pt-BR')

export const portablePtBr: PortableTexts = {
  passwordOf: (username) => `Senha de ${username}`,
  whichUser: (names) => `vários usuários têm dados aqui: indique um com --user (${names})`,
  written: (chat, path) => `${chat} → ${path}`,
  nothingToExport: 'Ainda não há conversas.',
  backedUpPeer: (username, file) =>
    `${username} → ${file}, trancado com a senha; arquivos recebidos não entram.`,
  backedUpTracker: (file) =>
    `O tracker → ${file}. A chave dele fica aberta nesse arquivo: guarde-o onde mais ninguém o leia.`,
  restoredPeer: (username) => `${username} está de volta. Entre com a senha daquela época.`,
  restoredTracker: 'O tracker está de volta.',
  imported: (name, count, path) =>
    `${name} ← ${path}, ${plural(count, { one: '# mensagem', other: '# mensagens' })}`,
  nothingToImport: 'Não há históricos (*.json) ali.',
}
