"""What an editor would see in a clip: measured frame by frame, judged at the end, said in plain words."""
