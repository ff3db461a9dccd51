import type { PageFile, PageMessage } from '../protocol.ts';
import { Avatar } from './avatar.tsx';
import { Blocks } from './blocks/blocks.tsx';
import { usePage } from './context.ts';
import { dateOfTs, fullText, timeText } from './dates.ts';
import { Menu } from './menu.tsx';
import { SurfaceContext, useSurface } from './surface.tsx';
import { Mrkdwn, plainTextOf } from './text.tsx';
import { workspaceUser } from './world.ts';

interface MessageProps {
  readonly message: PageMessage;
  /** Follows a message of the same person closely, so the name need not be repeated. */
  readonly follows?: boolean;
  /** Absent inside a thread. */
  readonly onOpenThread?: (() => void) | undefined;
}

/** Its accessible name is its `text`: all that screen readers get of a message with blocks in Slack. */
export function Message({ message, follows = false, onOpenThread }: MessageProps) {
  const { world } = usePage();
  const user = world.users.get(message.user);
  const name = message.user === workspaceUser ? 'Sandbox' : (user?.realName ?? message.user);
  const date = dateOfTs(message.ts);
  const classes = ['message', follows && 'follows', message.ephemeral && 'ephemeral'].filter((part) => part).join(' ');
  return (
    <article
      class={classes}
      aria-label={`${name}, ${timeText(date)}: ${plainTextOf(message.text, world)}`}
      data-ts={message.ts}
    >
      {follows ? <span class="avatar-gap" /> : <Avatar user={user} />}
      <div class="message-main">
        {message.ephemeral && <p class="only-you">Only visible to you</p>}
        <p class={follows ? 'visually-hidden' : 'byline'}>
          <strong>{name}</strong>
          {user?.kind === 'bot' && <span class="badge">App</span>}
          <time dateTime={date.toISOString()} title={fullText(date)}>
            {timeText(date)}
          </time>
        </p>
        <Body message={message} />
        {message.edited && <span class="quiet edited">(edited)</span>}
        {message.files.map((file) => (
          <FileLink key={file.id} file={file} />
        ))}
        {onOpenThread && message.replyCount > 0 && (
          <button type="button" class="replies" onClick={onOpenThread}>
            {message.replyCount === 1 ? '1 reply' : `${message.replyCount} replies`}
          </button>
        )}
      </div>
      {!message.ephemeral && message.user !== workspaceUser && (
        <div class="message-actions">
          {onOpenThread && (
            <button type="button" onClick={onOpenThread}>
              Reply in thread
            </button>
          )}
          <Shortcuts message={message} />
        </div>
      )}
    </article>
  );
}

function Body({ message }: { message: PageMessage }) {
  const blocks = message.blocks ?? [];
  const surface = useSurface({ container: { channel: message.channel, ts: message.ts }, blocks, errors: {} });
  if (blocks.length === 0) {
    return message.text ? (
      <div class="prose">
        <Mrkdwn source={message.text} />
      </div>
    ) : null;
  }
  return (
    <SurfaceContext.Provider value={surface}>
      <Blocks blocks={blocks} />
    </SurfaceContext.Provider>
  );
}

/** What the app offers for any message. */
function Shortcuts({ message: { channel, ts } }: { message: PageMessage }) {
  const { world, server, complain } = usePage();
  if (world.messageShortcuts.length === 0) return null;
  const items = world.messageShortcuts.map(({ name, callbackId }) => ({
    id: callbackId,
    label: name,
    choose: async () => {
      const answer = await server.post('shortcut', { channel, ts, callbackId });
      if (!answer.ok) complain(answer.error);
    },
  }));
  return <Menu label="More actions" items={items} class="message-menu" />;
}

function FileLink({ file }: { file: PageFile }) {
  const size = file.sizeBytes < 1024 ? `${file.sizeBytes} B` : `${(file.sizeBytes / 1024).toFixed(1)} kB`;
  return (
    <a class="file" href={file.href} download={file.name}>
      <span class="file-name">{file.name}</span>
      <span class="quiet">{size}, download</span>
    </a>
  );
}
