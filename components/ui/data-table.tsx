'use client';
import {
  createSortedRowModel,
  rowSortingFeature,
  sortFns,
  tableFeatures,
  useTable,
  type Header,
  type Row,
} from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { cn } from './cn.ts';
import { Skeleton } from './skeleton.tsx';

/** A column as data: how a row is shown there, and what it is sorted by (left out: not sortable). */
export interface DataColumn<T> {
  id: string;
  header: ReactNode;
  cell: (row: T) => ReactNode;
  sortBy?: (row: T) => string | number;
  className?: string;
  /** Loading rows show a bar of this width (a Tailwind class). */
  skeleton?: string;
}

interface DataTableProps<T> {
  /** The accessible name. */
  label: string;
  columns: readonly DataColumn<T>[];
  rows: readonly T[];
  rowId: (row: T) => string;
  /** Enter on the row, or a click on it that does not meet a control. */
  onOpen?: (row: T) => void;
  /** Marks a row as the chosen one. */
  selectedId?: string | undefined;
  /** Shows a skeleton in the real layout instead of rows. */
  loading?: boolean;
  className?: string;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns });
type Features = typeof features;

/** A real table: sticky head, sorting, rows that arrow keys walk and Enter opens. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, columns, rows, rowId, onOpen, selectedId, loading = false, className } = props;
  const tableColumns = useMemo(
    () =>
      columns.map(({ id, sortBy }) => ({
        id,
        accessorFn: (row: T) => sortBy?.(row) ?? '',
        enableSorting: sortBy !== undefined,
      })),
    [columns],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({ features, columns: tableColumns, data, getRowId: rowId });
  const body = useRef<HTMLTableSectionElement>(null);
  const tableRows = table.getRowModel().rows;
  const tabStop = tableRows.find((row) => row.id === selectedId)?.id ?? tableRows[0]?.id;
  return (
    <div className={cn('rounded-card border-line bg-surface overflow-auto border', className)}>
      <table
        aria-label={label}
        aria-busy={loading || undefined}
        className="w-full border-separate border-spacing-0 text-sm"
      >
        <thead>
          <tr>
            {table.getHeaderGroups()[0]?.headers.map((header, index) => {
              const column = columns[index];
              return column ? <HeadCell key={header.id} header={header} column={column} /> : null;
            })}
          </tr>
        </thead>
        <tbody ref={body}>
          {loading ? <SkeletonRows columns={columns} /> : null}
          {loading
            ? null
            : tableRows.map((row) => (
                <BodyRow
                  key={row.id}
                  row={row}
                  columns={columns}
                  onOpen={onOpen}
                  selected={selectedId === undefined ? undefined : selectedId === row.id}
                  tabStop={row.id === tabStop}
                  rowsOf={() => Array.from(body.current?.querySelectorAll<HTMLElement>('tr[data-row]') ?? [])}
                />
              ))}
        </tbody>
      </table>
    </div>
  );
}

function HeadCell<T extends object>({ header, column }: { header: Header<Features, T>; column: DataColumn<T> }) {
  const sorted = header.column.getIsSorted();
  return (
    <th
      scope="col"
      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
      className={cn(
        'border-line bg-surface text-muted sticky top-0 z-10 h-9 border-b px-3 text-left text-xs font-medium whitespace-nowrap',
        column.className,
      )}
    >
      {header.column.getCanSort() ? (
        <button
          type="button"
          className="hover:text-ink -mx-1 inline-flex items-center gap-1 rounded-sm px-1 [&_svg]:size-3"
          onClick={header.column.getToggleSortingHandler()}
        >
          {column.header}
          {sorted === 'asc' ? <ArrowUp aria-hidden /> : sorted === 'desc' ? <ArrowDown aria-hidden /> : null}
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}

interface BodyRowProps<T extends object> {
  row: Row<Features, T>;
  columns: readonly DataColumn<T>[];
  onOpen: ((row: T) => void) | undefined;
  selected: boolean | undefined;
  /** The one row that Tab reaches; arrows reach the others. */
  tabStop: boolean;
  rowsOf: () => HTMLElement[];
}

function BodyRow<T extends object>({ row, columns, onOpen, selected, tabStop, rowsOf }: BodyRowProps<T>) {
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>) => {
    if (event.target !== event.currentTarget || !onOpen) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      onOpen(row.original);
      return;
    }
    const next = neighbour(rowsOf(), event.currentTarget, event.key);
    if (next) {
      event.preventDefault();
      next.focus();
    }
  };
  return (
    <tr
      data-row={row.id}
      tabIndex={onOpen ? (tabStop ? 0 : -1) : undefined}
      aria-selected={selected}
      className={cn(
        'group/row focus-visible:outline-2 focus-visible:-outline-offset-2 [&:last-child>td]:border-b-0',
        onOpen && 'hover:bg-subtle cursor-pointer',
        selected && 'bg-accent-subtle hover:bg-accent-subtle',
      )}
      onClick={(event) => {
        if (onOpen && !meetsControl(event.target, event.currentTarget)) onOpen(row.original);
      }}
      onKeyDown={onKeyDown}
    >
      {columns.map((column) => (
        <td key={column.id} className={cn('border-line h-11 border-b px-3 py-1.5 align-middle', column.className)}>
          {column.cell(row.original)}
        </td>
      ))}
    </tr>
  );
}

function SkeletonRows<T>({ columns }: { columns: readonly DataColumn<T>[] }) {
  return Array.from({ length: 6 }, (_, row) => (
    <tr key={row}>
      {columns.map((column) => (
        <td key={column.id} className={cn('border-line h-11 border-b px-3', column.className)}>
          <Skeleton className={cn('h-3.5', column.skeleton ?? 'w-20')} />
        </td>
      ))}
    </tr>
  ));
}

/** Whether a click was for a control in the row; clicks in menus bubble here through React though they are elsewhere. */
function meetsControl(target: EventTarget, row: HTMLElement): boolean {
  if (!(target instanceof Element) || !row.contains(target)) return true;
  return target.closest('a, button, input, select, textarea, [role="switch"]') !== null;
}

function neighbour(rows: HTMLElement[], row: HTMLElement, key: string): HTMLElement | undefined {
  const index = rows.indexOf(row);
  if (key === 'ArrowDown') return rows[index + 1];
  if (key === 'ArrowUp') return rows[index - 1];
  if (key === 'Home') return rows[0];
  if (key === 'End') return rows.at(-1);
  return undefined;
}
