" The daemon's file of each vault, read again when it changes: file -> [time, size, path -> progress].
let s:known = {}

" Milliseconds: how often the file is looked at after a save, and how many times.
let s:every = 300
let s:times = 20

" Return how far the note of a buffer (default: this one) is; nothing where the daemon knows no such note.
function! milestoned#line(...) abort
  let l:note = resolve(fnamemodify(bufname(a:0 ? a:1 : '%'), ':p'))
  let l:root = s:root(l:note)
  if l:root ==# ''
    return ''
  endif
  let l:path = strpart(l:note, len(l:root) + 1)
  return get(s:progress(fnamemodify(l:root, ':t')), l:path, '')
endfunction

" Take over what the daemon writes after a save, once it has.
function! milestoned#after_save(buffer) abort
  let l:saved = getbufvar(a:buffer, 'changedtick')
  call timer_start(s:every, {timer -> s:look(timer, a:buffer, l:saved)}, {'repeat': s:times})
endfunction

function! s:look(timer, buffer, saved) abort
  if !bufexists(a:buffer) || getbufvar(a:buffer, 'changedtick') != a:saved || getbufvar(a:buffer, '&modified')
    call timer_stop(a:timer)
  elseif a:buffer == bufnr('%') && mode() ==# 'n' && s:take_over(a:buffer)
    call timer_stop(a:timer)
  endif
endfunction

" Replace the lines that differ between the buffer and its file; 1 if there were any.
function! s:take_over(buffer) abort
  let l:file = fnamemodify(bufname(a:buffer), ':p')
  if !filereadable(l:file) || &fileformat !=# 'unix' || &bomb || (&fileencoding !=# '' && &fileencoding !=# 'utf-8')
    return 0
  endif
  let l:new = readfile(l:file)
  let l:old = getline(1, '$')
  if l:new ==# l:old
    return 0
  endif
  let l:most = min([len(l:new), len(l:old)])
  let l:head = 0
  while l:head < l:most && l:new[l:head] ==# l:old[l:head]
    let l:head += 1
  endwhile
  let l:tail = 0
  while l:tail < l:most - l:head && l:new[-1 - l:tail] ==# l:old[-1 - l:tail]
    let l:tail += 1
  endwhile
  let l:view = winsaveview()
  let l:cursor_below = line('.') > len(l:old) - l:tail
  let l:lines = l:new[l:head : len(l:new) - l:tail - 1]
  if len(l:old) - l:tail > l:head
    silent noautocmd call deletebufline(a:buffer, l:head + 1, len(l:old) - l:tail)
  endif
  noautocmd call append(l:head, l:lines)
  setlocal nomodified
  if l:cursor_below
    let l:view.lnum += len(l:new) - len(l:old)
    let l:view.topline += len(l:new) - len(l:old)
  endif
  call winrestview(l:view)
  return 1
endfunction

" Return the nearest folder upwards that is a vault. (finddir() reads blanks, commas and brackets in a path as marks.)
function! s:root(note) abort
  for l:mark in ['.milestoned', '.obsidian']
    let l:folder = a:note
    while l:folder !=# fnamemodify(l:folder, ':h')
      let l:folder = fnamemodify(l:folder, ':h')
      if isdirectory(l:folder .. '/' .. l:mark)
        return l:folder
      endif
    endwhile
  endfor
  return ''
endfunction

function! s:progress(vault) abort
  let l:file = s:folder() .. '/' .. a:vault .. '.json'
  let l:stamp = [getftime(l:file), getfsize(l:file)]
  if l:stamp[0] < 0
    return {}
  endif
  if get(s:known, l:file, [[]])[0] !=# l:stamp || localtime() - l:stamp[0] < 2
    try
      let l:lines = {}
      for l:note in json_decode(join(readfile(l:file), "\n")).notes
        let l:lines[l:note.path] = l:note.progress
      endfor
      let s:known[l:file] = [l:stamp, l:lines]
    catch
      return {}
    endtry
  endif
  return s:known[l:file][1]
endfunction

function! s:folder() abort
  let l:runtime = $XDG_RUNTIME_DIR
  return l:runtime ==# '' ? expand('~/.cache/milestoned/run') : l:runtime .. '/milestoned'
endfunction
