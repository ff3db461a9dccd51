import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { base64Of } from './base64.ts';
import { type CompletionOption, commandOf, completionAt } from './completion.ts';
import { usePage } from './context.ts';

interface ComposerProps {
  readonly channel: string;
  /** "Message #ops", "Reply in this thread". */
  readonly label: string;
  readonly threadTs?: string;
}

export function Composer({ channel, label, threadTs }: ComposerProps) {
  const { world, server } = usePage();
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [caret, setCaret] = useState(0);
  const [moved, setMoved] = useState<number | null>(null);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const [problem, setProblem] = useState('');

  const commands = threadTs === undefined ? world.commands : [];
  const source = { users: world.users.values(), userGroups: world.userGroups.values(), commands };
  const found = dismissed === text ? null : completionAt(text, caret, source);
  const active = found && (moved ?? found.preferred);
  const activeOption = found?.options[active ?? -1];
  const command = commandOf(text, commands);

  useEffect(() => {
    if (threadTs !== undefined) box.current?.focus();
  }, [threadTs]);

  const write = (next: string, nextCaret: number) => {
    setText(next);
    setCaret(nextCaret);
    setMoved(null);
    setProblem('');
  };
  const choose = (option: CompletionOption) => {
    if (!found || !box.current) return;
    const head = `${text.slice(0, found.from)}${option.insert} `;
    const next = head + text.slice(caret).replace(/^ /, '');
    box.current.value = next;
    box.current.setSelectionRange(head.length, head.length);
    box.current.focus();
    write(next, head.length);
  };
  const send = async () => {
    const trimmed = text.trim();
    if (!trimmed) return;
    if (threadTs !== undefined && trimmed.startsWith('/')) {
      setProblem('Slash commands do not work in threads. Type it in the channel.');
      return;
    }
    write('', 0);
    const answer = await server.post('send', {
      channel,
      text: trimmed,
      ...(threadTs === undefined ? {} : { threadTs }),
    });
    if (answer.ok) return;
    if (box.current?.value === '') write(trimmed, trimmed.length);
    setProblem(`Not sent: ${answer.error}`);
  };

  const share = async (file: File | undefined) => {
    if (!file) return;
    setProblem('');
    const content = { name: file.name, base64: await base64Of(file) };
    const answer = await server.post('share', { channel, ...content, ...(threadTs === undefined ? {} : { threadTs }) });
    if (!answer.ok) setProblem(`Not shared: ${answer.error}`);
    // The same file may be chosen again.
    if (picker.current) picker.current.value = '';
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (found && step !== 0) {
      const count = found.options.length;
      setMoved(((active ?? -1) + step + count + (active === -1 && step < 0 ? 1 : 0)) % count);
    } else if (found && event.key === 'Escape') setDismissed(text);
    else if (found && event.key === 'Tab' && !event.shiftKey)
      choose(activeOption ?? found.options[0] ?? { id: '', insert: '', detail: '' });
    else if (activeOption && event.key === 'Enter' && !event.shiftKey) choose(activeOption);
    else if (event.key === 'Enter' && !event.shiftKey) void send();
    else return;
    event.preventDefault();
  };
  const follow = () => setCaret(box.current?.selectionStart ?? 0);

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {found && (
        <div class="completion" role="listbox" id={`${id}-list`} aria-label="Suggestions">
          {found.options.map((option, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the text box, which keeps the focus
            <div
              key={option.id}
              id={`${id}-${option.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(option)}
            >
              <strong>{option.insert}</strong> <span>{option.detail}</span>
            </div>
          ))}
        </div>
      )}
      <div class="composer-box">
        <textarea
          ref={box}
          rows={1}
          aria-label={label}
          placeholder={label}
          value={text}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={found ? `${id}-list` : undefined}
          aria-activedescendant={activeOption ? `${id}-${activeOption.id}` : undefined}
          aria-describedby={`${id}-help`}
          onInput={(event) => write(event.currentTarget.value, event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onKeyUp={follow}
          onClick={follow}
        />
        <input
          ref={picker}
          type="file"
          hidden
          aria-label="File to share"
          onChange={(event) => share(event.currentTarget.files?.[0])}
        />
        <button type="button" class="button" onClick={() => picker.current?.click()}>
          Share a file
        </button>
        <button type="submit" class="button primary send" disabled={!text.trim()}>
          Send
        </button>
      </div>
      <p class="composer-help" id={`${id}-help`} role="status">
        {problem ? (
          <span class="error">{problem}</span>
        ) : (
          <Help
            found={found?.options.length}
            usage={command && `${command.command} ${command.usageHint}`}
            inThread={threadTs !== undefined}
          />
        )}
      </p>
    </form>
  );
}

function Help({ found, usage, inThread }: { found: number | undefined; usage: string | undefined; inThread: boolean }) {
  if (found !== undefined)
    return (
      <>
        {found === 1 ? '1 suggestion' : `${found} suggestions`}. Arrows to move, Enter or Tab to take, Escape to
        dismiss.
      </>
    );
  if (usage) return <code>{usage}</code>;
  return (
    <>
      {!inThread && (
        <>
          <kbd>/</kbd> for commands,{' '}
        </>
      )}
      <kbd>@</kbd> for people and groups, <kbd>Enter</kbd> sends
    </>
  );
}
