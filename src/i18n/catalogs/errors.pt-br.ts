import { pluralOf } from '../plural.ts'
import { after, capitalized, or, quoted } from '../subject.ts'
import type { ErrorTexts } from './errors.ts'

const plural = pluralOf('pt-BR')

export const errorsPtBr: ErrorTexts = {
  tryAgainIn(count, unit) {
    const word = { second: 'segundo', minute: 'minuto', hour: 'hora' }[unit]
    return plural(count, {
      one: `Tente de novo em # ${word}.`,
      other: `Tente de novo em # ${word}s.`,
    })
  },
  codes: {
    WRONG_PASSWORD: (name) =>
      `Senha errada${after(' para', name)}. Digite de novo; ninguém pode redefini-la por você.`,
    USERNAME_TAKEN: (name) =>
      `O nome${quoted(name)} já existe ou se parece demais com um que existe. Escolha outro.`,
    INVALID_USERNAME: () =>
      'Um nome de usuário tem de 2 a 31 caracteres: a–z, dígitos e . _ - no meio.',
    INVALID_PASSWORD: () => 'Esta senha não serve: é curta ou longa demais; escolha outra.',
    UNKNOWN_USER: (name) =>
      `Ninguém aqui se chama ${or(name, 'assim')}. Confira o nome ou registre-o primeiro.`,
    NOT_LOGGED_IN: () => 'Você não está conectado. Entre primeiro.',
    ALREADY_LOGGED_IN: () => 'Você já entrou. Saia da conta antes de entrar com outra.',
    LOGGED_IN_ELSEWHERE: () => 'Esta conta entrou em outro lugar, por isso saiu daqui.',
    TOO_MANY_ATTEMPTS: () => 'Tentativas demais em seguida; a próxima tem de esperar.',
    NO_PROFILE_HERE: (name) =>
      `As chaves de ${or(name, 'este usuário')} não estão neste computador, e o tracker não tem nenhuma para este nome e esta senha. Confira os dois ou registre outro nome.`,
    NO_BACKUP: (name) =>
      `A senha está certa, mas o tracker não guarda cópia das chaves de ${or(name, 'este usuário')}. Entre no computador que as tem.`,
    BACKUP_CHANGED: () =>
      'A cópia das suas chaves foi trocada por outro computador nesse meio tempo. Tente de novo.',
    TRACKER_UNREACHABLE: (address) =>
      `O tracker${after(' em', address)} não responde. Veja se ele está ligado e se o endereço está certo.`,
    TRACKER_CHANGED: (address) =>
      `O tracker${after(' em', address)} tem outra chave. Pergunte a quem o mantém antes de confiar nele.`,
    TRACKER_UNTRUSTED: () =>
      'O tracker disse algo que não pode provar, e a conexão foi encerrada. Pergunte a quem o mantém.',
    TRACKER_FULL: () => 'O tracker não aceita mais gente. Tente mais tarde.',
    SEVERAL_TRACKERS: (trackers) =>
      `Há vários trackers${after(':', trackers)}. Indique um com --tracker-host.`,
    PORT_IN_USE: (port) =>
      `A porta${after('', port)} está em uso por outro programa. Escolha outra.`,
    ADDRESS_UNAVAILABLE: (address) =>
      `O endereço${after('', address)} não é deste computador. Escolha outro.`,
    PEER_UNREACHABLE: (name) =>
      `Não há ligação direta com ${or(name, 'este usuário')} agora. O que você escrever fica guardado e segue depois.`,
    RELAY_QUOTA: (name) =>
      `O tracker não leva mais nada entre você e ${or(name, 'este usuário')} por ora: a cota para isso acabou. As mensagens seguem; um arquivo continua sozinho depois.`,
    CONNECTION_LOST: () => 'A conexão caiu e está sendo refeita; tente mais uma vez.',
    TIMEOUT: (name) => `${capitalized(or(name, 'o outro lado'))} demorou demais. Tente de novo.`,
    VERSION_MISMATCH: (name) =>
      `${capitalized(or(name, 'o outro lado'))} usa outra versão do chatp2p, com que esta não consegue falar. Use a mesma versão nos dois.`,
    KEY_CHANGED: (name) =>
      `A chave de ${or(name, 'este usuário')} mudou. Compare as impressões digitais pessoalmente antes de aceitar.`,
    NOT_IN_DIRECT: () =>
      'Aqui duas pessoas conversam diretamente, sem tracker: não há salas, contas nem listas de arquivos.',
    DIRECT_TAKEN: (address) =>
      `Duas pessoas já conversam${after(' em', address)}, e não há lugar para uma terceira.`,
    NOT_DIRECT: (address) =>
      `O que responde${after(' em', address)} não é “chatp2p direct --listen”. Confira o endereço e a porta.`,
    INVALID_ROOM_NAME: () =>
      'O nome de uma sala tem de 1 a 32 letras ou dígitos de qualquer escrita, e . _ - no meio.',
    INVALID_CHAT: (name) => `Não existe a conversa${quoted(name)}. Escreva #sala ou @usuário.`,
    UNKNOWN_ROOM: (name) => `Não existe a sala${quoted(name)}. Veja a lista de salas.`,
    ROOM_EXISTS: (name) => `Já existe a sala${quoted(name)}. Entre nela ou escolha outro nome.`,
    ROOM_DELETED: (name) => `A sala${quoted(name)} foi apagada. O histórico continua legível aqui.`,
    NOT_A_MEMBER: (name) => `Você não é membro de ${or(name, 'esta sala')}. Entre nela primeiro.`,
    ALREADY_A_MEMBER: (name) => `Você já é membro de ${or(name, 'esta sala')}.`,
    NOT_MODERATOR: (name) => `Só quem modera ${or(name, 'esta sala')} pode fazer isso.`,
    WRONG_ROOM_PASSWORD: (name) =>
      `Senha errada para a sala${quoted(name)}. Peça-a a um membro e digite de novo.`,
    BANNED: (name) => `Você foi banido de ${or(name, 'esta sala')}. Quem a modera pode desfazer.`,
    NO_OFFER: (name) =>
      `Ninguém oferece a você moderar ${or(name, 'esta sala')} agora. Peça a quem a modera.`,
    DM_WITH_SELF: () => 'Você não pode escrever para si mesmo. Escolha outra pessoa.',
    NOT_CAUGHT_UP: (chat) =>
      `Este computador ainda não sabe o que você escreveu${after(' em', chat)} em outro. Dá para enviar assim que o tracker ou um membro responder.`,
    EMPTY_MESSAGE: () => 'Não há nada a enviar. Escreva algo primeiro.',
    MESSAGE_TOO_LONG: () => 'A mensagem passa de 8.000 caracteres. Envie em partes.',
    FORKED: (name) =>
      `Duas mensagens diferentes no mesmo lugar de uma conversa têm a assinatura de ${name === '' ? 'uma só pessoa' : name}. O que vem depois dali fica oculto para todos. Uma pasta de dados copiada ou restaurada pode ser o motivo.`,
    UNKNOWN_MESSAGE: () =>
      'Essa mensagem não está no histórico daqui. Carregue a conversa de novo.',
    QUOTA: () => 'Um limite do tracker foi atingido. Tente mais tarde ou fale com quem o mantém.',
    FILE_NOT_FOUND: (path) =>
      `Não há arquivo ou pasta${quoted(path)} que se possa ler. Confira o caminho.`,
    FILE_CHANGED: (name) => `O arquivo${quoted(name)} mudou durante o envio. Envie de novo.`,
    FILE_TOO_LARGE: (name) => `${capitalized(or(name, 'este arquivo'))} passa de 32 GiB.`,
    TOO_MANY_FILES: (name) =>
      `A pasta${quoted(name)} tem arquivos demais para um envio só. Envie partes ou um pacote.`,
    FOLDER_EMPTY: (name) => `A pasta${quoted(name)} não tem arquivos que se possam enviar.`,
    FILE_WITHDRAWN: (name) => `O arquivo${quoted(name)} não é mais oferecido.`,
    FILE_INVALID: (name) =>
      `O que foi oferecido como ${or(name, 'este arquivo')} está danificado ou não é o que diz ser.`,
    FILE_PAUSED: () => 'Quem envia pausou esta transferência.',
    UNKNOWN_TRANSFER: () => 'Essa transferência não existe mais. Veja a lista de transferências.',
    UNKNOWN_SHARE: (name) => `Nada é compartilhado como${quoted(name)}. Veja a lista de arquivos.`,
    SHARE_EXISTS: (name) =>
      `Você já compartilha outro arquivo como${quoted(name)}. Renomeie um deles ou deixe de compartilhá-lo.`,
    DISK_FULL: (path) =>
      `O disco está cheio${after(':', path)}. Libere espaço; nada salvo se perdeu.`,
    DISK_DENIED: (path) =>
      `O disco negou acesso${after(' a', path)}. Confira as permissões da pasta.`,
    DISK_FAILED: (path) => `Falhou a leitura ou a escrita${after(':', path)}. Confira o disco.`,
    DISK_WORKS_AGAIN: () => 'O disco voltou a funcionar, e o que esperava foi salvo.',
    PROFILE_IN_USE: (name) =>
      `Outro programa neste computador usa o perfil${quoted(name)}. Feche-o primeiro.`,
    ALREADY_THERE: (path) =>
      `Já existe algo${after(' em', path)}. Tire-o dali ou escolha outro lugar.`,
    NOT_A_HISTORY: (path) =>
      `Isso não é um histórico legível${after(':', path)}. Tem de ser uma lista JSON de mensagens com remetente e texto.`,
    NOT_A_BACKUP: (path) =>
      `Isso não é um backup do chatp2p${after(':', path)}. Escolha o arquivo que “backup” escreveu.`,
    PROFILE_DAMAGED: (path) =>
      `Um arquivo do perfil não pode ser lido${after(':', path)}. Recupere-o de uma cópia.`,
    DAMAGE_SET_ASIDE: (path) =>
      `Foi achado um arquivo danificado${after(':', path)}. O que se lê foi mantido; o resto é pedido aos outros.`,
    INVALID_PARAMS: (what) =>
      `Algo falta ou está errado${after(':', what)}. Confira o que digitou.`,
    UNSUPPORTED: (what) => `Isto não é possível aqui${after(':', what)}.`,
    USAGE: (what) => `O comando foi usado de forma errada${after(':', what)}. Veja a ajuda.`,
    NO_TERMINAL: () =>
      'Não há nem terminal nem algo para ler. Inicie isto em um terminal, ou dê comandos pela entrada padrão.',
    CANCELLED: () => 'Cancelado.',
  },
}
