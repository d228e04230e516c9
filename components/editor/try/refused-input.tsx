/** What the last run refused and no field of the form can show. */
export function RefusedInput({ messages }: { messages: readonly string[] }) {
  if (messages.length === 0) return null;
  return (
    <ul role="alert" className="rounded-control bg-error-subtle text-error flex flex-col gap-1 p-2.5 text-sm">
      {messages.map((message) => (
        <li key={message} className="break-words">
          {message}
        </li>
      ))}
    </ul>
  );
}
