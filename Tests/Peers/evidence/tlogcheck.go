// Checks a log, its checkpoints and its proofs with Go's golang.org/x/mod/sumdb alone: the code
// behind Go's own checksum database. Nothing of Reprieve is used.
//
//	tlogcheck root   LOG CHECKPOINT         the checkpoint is that of the log's first lines
//	tlogcheck record LOG PROOF CHECKPOINT   the line is in the log of the checkpoint
//	tlogcheck tree   OLD PROOF NEW          the log of checkpoint NEW begins with that of OLD
//	tlogcheck tiles  FOLDER LOG CHECKPOINT  the tiles, and entries if any, are those of the lines
//	tlogcheck note   SIGNED VKEY            the signed note was signed with the key in a file
//	tlogcheck batch                         such tasks from standard input, their words parted by tabs
//
// It prints "ok" or "refused: why", and exits with 1 where it refuses.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A checkpoint: tlog.ParseTree takes no origin but that of Go's own database.
type checkpoint struct {
	origin string
	tree   tlog.Tree
}

func parseCheckpoint(text string) (checkpoint, error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 || lines[0] == "" {
		return checkpoint{}, errors.New("a checkpoint has three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return checkpoint{}, errors.New("the size is no number")
	}
	hash, err := tlog.ParseHash(lines[2])
	return checkpoint{lines[0], tlog.Tree{N: size, Hash: hash}}, err
}

func readCheckpoint(path string) (checkpoint, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return checkpoint{}, err
	}
	return parseCheckpoint(string(text))
}

// A proof: a head with a number, hashes, an empty line, a checkpoint.
func readProof(path string, heads ...string) (int64, []tlog.Hash, checkpoint, error) {
	none := checkpoint{}
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, nil, none, err
	}
	above, below, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(above, "\n")
	if !found || len(lines) < len(heads) {
		return 0, nil, none, errors.New("no proof")
	}
	last := len(heads) - 1
	for i, head := range heads[:last] {
		if lines[i] != head {
			return 0, nil, none, errors.New("no proof of this kind")
		}
	}
	if !strings.HasPrefix(lines[last], heads[last]+" ") {
		return 0, nil, none, errors.New("no proof of this kind")
	}
	number, err := strconv.ParseInt(lines[last][len(heads[last])+1:], 10, 64)
	if err != nil || number < 0 {
		return 0, nil, none, errors.New("no number")
	}
	var hashes []tlog.Hash
	for _, line := range lines[last+1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, none, err
		}
		hashes = append(hashes, hash)
	}
	end, err := parseCheckpoint(below)
	return number, hashes, end, err
}

// The first lines of a log, their line ends left out.
func readLines(path string, size int64) ([][]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	lines := bytes.SplitN(text, []byte("\n"), int(size)+1)
	if int64(len(lines)) <= size {
		return nil, fmt.Errorf("the log has %d lines, not %d", len(lines)-1, size)
	}
	return lines[:size], nil
}

// All hashes of the tree over lines.
func hashesOf(lines [][]byte) (tlog.HashReader, error) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	for n, line := range lines {
		more, err := tlog.StoredHashes(int64(n), line, reader)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	return reader, nil
}

func checkRoot(log, point string) error {
	end, err := readCheckpoint(point)
	if err != nil {
		return err
	}
	lines, err := readLines(log, end.tree.N)
	if err != nil {
		return err
	}
	reader, err := hashesOf(lines)
	if err != nil {
		return err
	}
	root, err := tlog.TreeHash(end.tree.N, reader)
	if err == nil && root != end.tree.Hash {
		err = fmt.Errorf("the lines have the root %v", root)
	}
	return err
}

func checkRecord(log, proof, point string) error {
	held, err := readCheckpoint(point)
	if err != nil {
		return err
	}
	index, hashes, end, err := readProof(proof, "c2sp.org/tlog-proof@v1", "index")
	if err != nil {
		return err
	}
	if end != held {
		return errors.New("the proof leads to another checkpoint")
	}
	lines, err := readLines(log, index+1)
	if err != nil {
		return err
	}
	leaf := tlog.RecordHash(lines[index])
	return tlog.CheckRecord(hashes, held.tree.N, held.tree.Hash, index, leaf)
}

func checkTree(old, proof, point string) error {
	older, err := readCheckpoint(old)
	if err != nil {
		return err
	}
	newer, err := readCheckpoint(point)
	if err != nil {
		return err
	}
	size, hashes, end, err := readProof(proof, "old")
	if err != nil {
		return err
	}
	if end != newer || size != older.tree.N || older.origin != newer.origin {
		return errors.New("the proof is not between these checkpoints")
	}
	return tlog.CheckTree(hashes, newer.tree.N, newer.tree.Hash, older.tree.N, older.tree.Hash)
}

// Tiles on disk. Go's paths name the height of a tile, C2SP's do not.
type tileFolder string

func (folder tileFolder) path(tile tlog.Tile) string {
	path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
	return filepath.Join(string(folder), strings.Replace(path, "tile/data", "tile/entries", 1))
}

func (folder tileFolder) Height() int { return 8 }

func (folder tileFolder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(folder.path(tile))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", folder.path(tile), len(data))
		}
		all = append(all, data)
	}
	return all, nil
}

func (folder tileFolder) SaveTiles([]tlog.Tile, [][]byte) {}

func checkTiles(folder, log, point string) error {
	end, err := readCheckpoint(point)
	if err != nil {
		return err
	}
	lines, err := readLines(log, end.tree.N)
	if err != nil {
		return err
	}
	disk := tileFolder(folder)
	// What a client of the tiles would read, and whether it is what the lines say.
	reader := tlog.TileHashReader(end.tree, disk)
	for start := int64(0); start < end.tree.N; start += 256 {
		width := end.tree.N - start
		if width > 256 {
			width = 256
		}
		var indexes []int64
		for n := start; n < start+width; n++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, n))
		}
		leaves, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		entries, err := readEntries(disk, start/256, int(width))
		if err != nil {
			return err
		}
		for i, leaf := range leaves {
			if leaf != tlog.RecordHash(lines[start+int64(i)]) {
				return fmt.Errorf("line %d is not that of its tile", start+int64(i))
			}
			if entries != nil && leaf != tlog.RecordHash(entries[i]) {
				return fmt.Errorf("entry %d is not that of its tile", start+int64(i))
			}
		}
	}
	return compareTiles(disk, lines)
}

// Every tile, byte for byte. TileHashReader before x/mod 0.40.0 can't say that: it leaves some tiles
// unchecked (CVE-2026-56865), since it counts the tiles that give the root by the hashes that it
// takes from them.
func compareTiles(disk tileFolder, lines [][]byte) error {
	hashes, err := hashesOf(lines)
	if err != nil {
		return err
	}
	for level := 0; len(lines)>>(8*level) > 0; level++ {
		count := len(lines) >> (8 * level)
		for start := 0; start < count; start += 256 {
			tile := tlog.Tile{H: 8, L: level, N: int64(start / 256), W: 256}
			if start+256 > count {
				tile.W = count - start
			}
			wanted, err := tlog.ReadTileData(tile, hashes)
			if err != nil {
				return err
			}
			found, err := os.ReadFile(disk.path(tile))
			if err != nil {
				return err
			}
			if !bytes.Equal(found, wanted) {
				return fmt.Errorf("%s is not what the lines say", disk.path(tile))
			}
		}
	}
	return nil
}

// An entry is its length in two bytes, the higher one first, and a line. Beside a log there are
// none, for the log has them.
func readEntries(disk tileFolder, index int64, width int) ([][]byte, error) {
	if _, err := os.Stat(filepath.Join(string(disk), "tile", "entries")); err != nil {
		return nil, nil
	}
	data, err := os.ReadFile(disk.path(tlog.Tile{H: 8, L: -1, N: index, W: width}))
	if err != nil {
		return nil, err
	}
	entries := [][]byte{}
	for len(data) > 1 {
		length := int(binary.BigEndian.Uint16(data)) + 2
		if length > len(data) {
			return nil, errors.New("an entry is cut off")
		}
		entries = append(entries, data[2:length])
		data = data[length:]
	}
	if len(data) != 0 || len(entries) != width {
		return nil, fmt.Errorf("bundle %d has %d entries, not %d", index, len(entries), width)
	}
	return entries, nil
}

func checkNote(signed, key string) error {
	text, err := os.ReadFile(key)
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(text)))
	if err != nil {
		return err
	}
	message, err := os.ReadFile(signed)
	if err != nil {
		return err
	}
	opened, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return err
	}
	_, err = parseCheckpoint(opened.Text)
	return err
}

func run(words []string) error {
	switch {
	case len(words) == 3 && words[0] == "root":
		return checkRoot(words[1], words[2])
	case len(words) == 4 && words[0] == "record":
		return checkRecord(words[1], words[2], words[3])
	case len(words) == 4 && words[0] == "tree":
		return checkTree(words[1], words[2], words[3])
	case len(words) == 4 && words[0] == "tiles":
		return checkTiles(words[1], words[2], words[3])
	case len(words) == 3 && words[0] == "note":
		return checkNote(words[1], words[2])
	}
	fmt.Fprintln(os.Stderr, "usage: tlogcheck root|record|tree|tiles|note FILE ...")
	os.Exit(2)
	return nil
}

func say(err error) {
	if err != nil {
		fmt.Println("refused:", strings.ReplaceAll(err.Error(), "\n", " "))
		return
	}
	fmt.Println("ok")
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "batch" {
		tasks := bufio.NewScanner(os.Stdin)
		for tasks.Scan() {
			say(run(strings.Split(tasks.Text(), "\t")))
		}
		return
	}
	err := run(os.Args[1:])
	say(err)
	if err != nil {
		os.Exit(1)
	}
}
